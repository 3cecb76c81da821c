package io.portcullis.token.limit;

/** Buckets of permits: full at first, refilled evenly over a minute. */
public interface RateLimits {
  /**
   * Takes a permit.
   *
   * @param key whose; may be anything, and is kept as a hash
   */
  Verdict take(RateLimit limit, String key);

  /** Gives back a permit that was taken for nothing. */
  void giveBack(RateLimit limit, String key);

  /** What {@link #take} would say now. Takes nothing. */
  Verdict look(RateLimit limit, String key);
}
