package io.portcullis.token.limit;

import java.time.Duration;
import java.util.Optional;

/**
 * Makes whoever fails again and again wait, longer each time. A try counts as failed from its
 * beginning until it is said that it was not: so of many at once none gets by uncounted.
 */
public interface FailureDelays {
  /**
   * Counts a try, unless it comes too early.
   *
   * @param key whose; may be anything, and is kept as a hash
   * @return how long to wait; then nothing was counted
   */
  Optional<Duration> begin(RateLimit limit, String key);

  /** The last try was no failure; those before it were. */
  void undo(RateLimit limit, String key);

  /** There were no failures. */
  void forget(RateLimit limit, String key);
}
