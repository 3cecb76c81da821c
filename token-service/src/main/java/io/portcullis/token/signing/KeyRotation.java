package io.portcullis.token.signing;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Moves the signing keys on. */
public interface KeyRotation {
  /** All that are published, with their times. */
  List<KeptKey> kept();

  /** By hand: the pending keys sign from now on, if verifiers may be expected to know them. */
  KeyRotationResult rotate();

  /**
   * By the schedule: drops what is revoked or over, keeps one key ahead, and rotates when it is
   * time.
   *
   * @param revoked tells a revoked {@code kid} by a strong read
   * @return nothing when it was not time to rotate
   * @throws java.io.IOException with a message for the operator, when the keys cannot be kept
   */
  Optional<KeyRotationResult> maintain(Predicate<String> revoked) throws java.io.IOException;
}
