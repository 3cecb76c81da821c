package io.portcullis.token.signing;

import java.io.IOException;
import java.util.Optional;

/** Where the keys are kept, all together. */
public interface SigningKeyStore {
  /**
   * What is kept.
   *
   * @param version rises with each change; 0 when nothing was ever kept
   */
  record Kept(long version, KeyRings rings) {}

  /** What shall be kept in the place of something else. */
  @FunctionalInterface
  interface Change {
    /**
     * The keys that shall be kept.
     *
     * @param maker of those among them that are new
     * @throws IOException with a message for the operator, when one cannot be made
     */
    KeyRings by(KeyMaker maker) throws IOException;
  }

  /**
   * Reads strongly.
   *
   * @throws IOException with a message for the operator
   */
  Kept read() throws IOException;

  /**
   * Puts other keys in the place of those that were read, durably, whole or not at all. What was
   * made for a change that comes to nothing is discarded.
   *
   * @return what is kept now; nothing when somebody else has changed it since: read again
   * @throws IOException with a message for the operator; whether they are kept is not known
   */
  Optional<Kept> replace(Kept before, Change change) throws IOException;
}
