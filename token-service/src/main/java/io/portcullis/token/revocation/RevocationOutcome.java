package io.portcullis.token.revocation;

import java.time.Duration;
import java.util.List;

/** What became of one revocation. */
public sealed interface RevocationOutcome {
  /**
   * Durable.
   *
   * @param revokedAtMillis Unix milliseconds
   * @param propagated whether the region's Redis had it when this was answered
   */
  record Revoked(long revokedAtMillis, List<Position> positions, boolean propagated)
      implements RevocationOutcome {}

  /** Not known to be durable: 503 with {@code Retry-After}. Repeating it is harmless. */
  record Unavailable(Duration retryAfter) implements RevocationOutcome {}
}
