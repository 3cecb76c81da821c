package io.portcullis.token.revocation;

import java.time.Duration;

/** What became of a {@link LogEntry}. */
public sealed interface AppendResult {
  /**
   * Durable.
   *
   * @param revokedAtMillis Unix milliseconds
   * @param propagated whether the region's Redis had it when this was answered
   */
  record Appended(long revokedAtMillis, Position position, boolean propagated)
      implements AppendResult {}

  /** A condition of the writes that came with the entry does not hold: nothing was committed. */
  record Refused() implements AppendResult {}

  /** Not known to be durable. Repeating it is harmless. */
  record Unavailable(Duration retryAfter) implements AppendResult {}
}
