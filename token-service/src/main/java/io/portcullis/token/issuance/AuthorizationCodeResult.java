package io.portcullis.token.issuance;

import java.time.Duration;

/** What the exchange of an authorization code came to; the errors are those of RFC 6749. */
public sealed interface AuthorizationCodeResult {
  record Issued(IssuedTokens tokens) implements AuthorizationCodeResult {}

  record InvalidClient() implements AuthorizationCodeResult {}

  record UnauthorizedClient() implements AuthorizationCodeResult {}

  /** Unknown, expired, somebody else's, or without its verifier. */
  record InvalidGrant() implements AuthorizationCodeResult {}

  /** It was used before; what came of it then is revoked now. */
  record Replayed() implements AuthorizationCodeResult {}

  record InvalidTarget() implements AuthorizationCodeResult {}

  /** Nothing was judged: storage is away, or this process's clock cannot be trusted. */
  record Unavailable(Duration retryAfter) implements AuthorizationCodeResult {}
}
