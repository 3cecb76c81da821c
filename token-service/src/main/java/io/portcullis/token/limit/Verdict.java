package io.portcullis.token.limit;

import java.time.Duration;

/** Whether a caller may go on. */
public sealed interface Verdict {
  /** It may; a permit was taken. */
  record Allowed() implements Verdict {}

  /**
   * It may not.
   *
   * @param perMinute how many there are
   * @param retryAfter until there is one again
   */
  record Exhausted(RateLimit limit, long perMinute, Duration retryAfter) implements Verdict {}
}
