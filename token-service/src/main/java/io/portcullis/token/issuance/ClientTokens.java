package io.portcullis.token.issuance;

/** What a client may do with a token that it holds. */
public interface ClientTokens {
  /** Tells whether it is good, and what it is (RFC 7662). */
  IntrospectionResult introspect(TokenQuery query);

  /** Ends it, if it is the client's (RFC 7009). */
  TokenRevocationResult revoke(TokenQuery query);
}
