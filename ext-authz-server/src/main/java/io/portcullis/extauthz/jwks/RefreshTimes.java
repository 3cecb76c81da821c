package io.portcullis.extauthz.jwks;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When to fetch.
 *
 * @param refreshMillis between regular fetches; each is drawn between 0.8 and 1.0 of it, so that a
 *     fleet started together does not ask together
 * @param unknownKidMillis least time from any fetch to one that an unknown key id asks for
 * @param proofMillis how old a proof of the keys may be at this moment; {@link Long#MAX_VALUE}
 *     while something else proves them
 */
public record RefreshTimes(
    long refreshMillis, long unknownKidMillis, LongSupplier proofMillis, RandomGenerator random) {
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LAST_RETRY_MILLIS = 30_000;

  long nextAfterSuccess() {
    return jittered(refreshMillis);
  }

  /** Doubles from half a second, and is never longer than a regular refresh. */
  long nextAfterFailure(int failures) {
    long doubled = FIRST_RETRY_MILLIS << Math.min(failures - 1, 10);
    return jittered(Math.min(refreshMillis, Math.min(doubled, LAST_RETRY_MILLIS)));
  }

  private long jittered(long millis) {
    return millis - (long) (millis * 0.2 * random.nextDouble());
  }
}
