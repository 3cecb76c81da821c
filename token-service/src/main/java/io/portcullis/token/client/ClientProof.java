package io.portcullis.token.client;

import com.nimbusds.jwt.SignedJWT;

/** How a caller says which client it is (RFC 6749 section 2.3). */
public sealed interface ClientProof {
  String clientId();

  /** {@code private_key_jwt}: {@code iss} and {@code sub} are the client's id, not yet verified. */
  record Assertion(String clientId, SignedJWT jwt) implements ClientProof {
    @Override
    public String toString() {
      return "Assertion[" + clientId + ", ***]";
    }
  }

  /** A public client's bare {@code client_id}. */
  record IdOnly(String clientId) implements ClientProof {}

  /** {@code client_secret_basic} or {@code client_secret_post}. */
  record Secret(String clientId, String secret) implements ClientProof {
    @Override
    public String toString() {
      return "Secret[" + clientId + ", ***]";
    }
  }
}
