package io.portcullis.token.limit;

import java.time.Duration;

/** Whether a caller may go on. */
public sealed interface Verdict {
  /** It may; a permit was taken. */
  record Allowed() implements Verdict {}

  /**
   * It may not.
   *
   * @param permits how many there are
   * @param window for how long
   * @param retryAfter until there is one again
   */
  record Exhausted(RateLimit limit, long permits, Duration window, Duration retryAfter)
      implements Verdict {}
}
