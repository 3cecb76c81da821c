package io.portcullis.token.issuance;

import io.portcullis.token.session.Session;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.time.Duration;

/** What is said of a token (RFC 7662 section 2.2). */
public sealed interface IntrospectionResult {
  record ActiveAccessToken(VerifiedAccessToken token) implements IntrospectionResult {}

  /** The one refresh token by which the session goes on. */
  record ActiveRefreshToken(Session session) implements IntrospectionResult {}

  /** Unknown, expired, revoked, somebody else's or for somebody else: which is not said. */
  record Inactive() implements IntrospectionResult {}

  /** Not a confidential client, or not the one it says it is. */
  record InvalidClient() implements IntrospectionResult {}

  /** Nothing was judged; says nothing about the token. */
  record Unavailable(Duration retryAfter) implements IntrospectionResult {}
}
