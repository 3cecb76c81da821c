package io.portcullis.token.signing;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.util.Optional;

/**
 * A private key that signs tokens, wherever it is kept.
 *
 * <p>{@code sign} answers with the signature as JWS wants it: 64 raw bytes for ES256 (RFC 7518 3.4)
 * and Ed25519 (RFC 8037 3.1), never DER. It throws {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} where what holds the key does not answer.
 */
public interface SigningKey {
  /** The half that verifies. */
  VerificationKey publicKey();

  byte[] sign(byte[] signingInput);

  /** Why this instance cannot sign with it at the moment; nothing when it can. */
  default Optional<String> unopened() {
    return Optional.empty();
  }

  /** Unique among all keys this issuer ever had. */
  default String kid() {
    return publicKey().kid();
  }

  default JWSAlgorithm algorithm() {
    return publicKey().algorithm().jws();
  }

  /** The public members only, with {@code kid}, {@code use} and {@code alg}. */
  default JWK publicJwk() {
    return publicKey().jwk();
  }

  /** Whether a signature of exactly the right length was made by this key. Never throws. */
  default boolean verify(byte[] signingInput, byte[] signature) {
    return publicKey().verify(signingInput, signature);
  }
}
