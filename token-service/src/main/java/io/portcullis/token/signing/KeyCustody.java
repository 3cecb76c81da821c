package io.portcullis.token.signing;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;

/**
 * Where private keys are safe, though what is kept of them beside the public part is not secret.
 */
public interface KeyCustody {
  /**
   * A key, and by what it is found again.
   *
   * @param reference no secret
   */
  record Held(SigningKey key, String reference) {}

  /**
   * A new key under a random {@code kid}.
   *
   * @throws IOException with a message for the operator, when none can be made now
   */
  Held make(SigningAlgorithm algorithm) throws IOException;

  /**
   * A key that was made here or by another instance.
   *
   * @param publicJwk its public part
   * @throws IOException with a message for the operator, when it cannot be had now
   */
  Held open(JWK publicJwk, String reference) throws IOException;

  /** It is needed no more, by nobody. Never throws. */
  void discard(Held held);
}
