package io.portcullis.token.issuance;

import java.time.Duration;

/** What came of a client's wish to revoke a token (RFC 7009 section 2.2). */
public sealed interface TokenRevocationResult {
  /** Durable: the token, or its whole session, is over. */
  record Revoked() implements TokenRevocationResult {}

  /** Not a living token of this client: there was nothing to revoke. */
  record NothingToDo() implements TokenRevocationResult {}

  /** The caller is not the client it says it is. */
  record InvalidClient() implements TokenRevocationResult {}

  /** Not known to be durable. */
  record Unavailable(Duration retryAfter) implements TokenRevocationResult {}
}
