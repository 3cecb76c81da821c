package io.portcullis.token.signing;

import java.io.IOException;

/** Makes keys under new random {@code kid}s. */
public interface KeyMaker {
  /**
   * A new key, kept nowhere yet.
   *
   * @throws IOException with a message for the operator, when none can be made now
   */
  SigningKey make(SigningAlgorithm algorithm) throws IOException;
}
