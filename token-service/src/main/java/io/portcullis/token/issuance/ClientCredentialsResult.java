package io.portcullis.token.issuance;

import java.time.Duration;

/** What came of a client's wish for a token; the names are those of RFC 6749 and RFC 8707. */
public sealed interface ClientCredentialsResult {
  /** No refresh token comes with it (RFC 6749 section 4.4.3). */
  record Issued(IssuedAccessToken token) implements ClientCredentialsResult {}

  /** The caller is not the client it says it is. */
  record InvalidClient() implements ClientCredentialsResult {}

  /** The client may not have tokens of its own. */
  record UnauthorizedClient() implements ClientCredentialsResult {}

  /** A scope that it may not have, or that means nothing without a user. */
  record InvalidScope() implements ClientCredentialsResult {}

  /** A resource that it may not have tokens for. */
  record InvalidTarget() implements ClientCredentialsResult {}

  /** Nothing was judged. */
  record Unavailable(Duration retryAfter) implements ClientCredentialsResult {}
}
