package io.portcullis.token.limit;

/** Buckets of permits: full at first, refilled evenly over a minute. */
public interface RateLimits {
  /**
   * Takes a permit.
   *
   * @param key whose; may be anything, and is kept as a hash
   */
  Verdict take(RateLimit limit, String key);

  /** Gives a permit back that turned out not to be needed. */
  void giveBack(RateLimit limit, String key);
}
