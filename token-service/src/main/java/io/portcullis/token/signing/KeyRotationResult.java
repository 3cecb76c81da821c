package io.portcullis.token.signing;

import java.time.Instant;

/** What became of a rotation. */
public sealed interface KeyRotationResult {
  /** The pending keys sign now. */
  record Rotated() implements KeyRotationResult {}

  /**
   * Verifiers may not know the pending key yet.
   *
   * @param ready when it may sign
   */
  record TooEarly(String kid, Instant publishedAt, Instant ready) implements KeyRotationResult {}

  /**
   * Nothing has changed: no new key could be made, or it could not be kept.
   *
   * @param reason for the operator
   */
  record Unavailable(String reason) implements KeyRotationResult {}
}
