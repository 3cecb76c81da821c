package io.portcullis.token.session;

import java.time.Duration;

/**
 * How long sessions live.
 *
 * @param idle without a refresh for so long, a session ends
 * @param absolute so long after its opening a session ends in any case
 * @param refreshGrace 0 to 60 s: how long a used refresh token still answers with its successor
 */
public record SessionLimits(Duration idle, Duration absolute, Duration refreshGrace) {
  /** The most a grace may be. */
  public static final Duration MAX_GRACE = Duration.ofSeconds(60);

  public SessionLimits {
    if (idle.isNegative() || idle.isZero() || absolute.compareTo(idle) < 0) {
      throw new IllegalArgumentException("idle " + idle + " must be positive, absolute not below");
    }
    if (refreshGrace.isNegative() || refreshGrace.compareTo(MAX_GRACE) > 0) {
      throw new IllegalArgumentException("refresh grace " + refreshGrace + " is not 0 to 60 s");
    }
  }
}
