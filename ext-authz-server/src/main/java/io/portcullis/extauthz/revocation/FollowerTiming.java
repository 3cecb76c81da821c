package io.portcullis.extauthz.revocation;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The clocks and the dice of the followers.
 *
 * @param clock never falls back
 * @param nanoTime the monotonic clock, as {@link System#nanoTime}
 * @param random jitter, so that a thousand nodes do not come back at once
 * @param clockErrorMillis bound on the difference of any two processes' clocks
 */
public record FollowerTiming(
    InstantSource clock, LongSupplier nanoTime, RandomGenerator random, long clockErrorMillis) {
  private static final int MAX_DOUBLINGS = 20;

  /** From half of to the whole of {@code first}, doubled with every try up to {@code last}. */
  long backoffMillis(long first, long last, int tries) {
    long full = Math.min(last, first << Math.min(tries, MAX_DOUBLINGS));
    return full / 2 + random.nextLong(full / 2 + 1);
  }

  /** From nothing to the whole of {@code first}, doubled with every try up to {@code last}. */
  long spreadMillis(long first, long last, int tries) {
    long full = Math.min(last, first << Math.min(tries, MAX_DOUBLINGS));
    return random.nextLong(full + 1);
  }

  long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }
}
