package io.portcullis.token.signing;

import java.io.IOException;
import java.util.List;

/** Where the keys are kept, all together. */
public interface SigningKeyStore extends KeyMaker {
  /**
   * What is kept.
   *
   * @param version rises with each change; 0 when nothing was ever kept
   */
  record Kept(long version, List<KeptKey> keys) {
    public Kept {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Reads strongly.
   *
   * @throws IOException with a message for the operator
   */
  Kept read() throws IOException;

  /**
   * Puts other keys in the place of those that were read, durably, whole or not at all.
   *
   * @return false when somebody else has changed them since: read again
   * @throws IOException with a message for the operator; whether they are kept is not known
   */
  boolean replace(Kept before, List<KeptKey> keys) throws IOException;
}
