package io.portcullis.token.dynamo;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Full jitter: waits a random part of 10 ms, 20 ms, 40 ms … up to 160 ms. */
public final class Backoff {
  private static final long BASE_MILLIS = 10;
  private static final int MAX_DOUBLINGS = 4;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Waits before a retry.
   *
   * @param retry 0 for the first
   */
  public void pause(int retry) {
    long boundMillis = BASE_MILLIS << Math.min(retry, MAX_DOUBLINGS);
    try {
      TimeUnit.MICROSECONDS.sleep(random.nextLong(boundMillis * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailableException("interrupted while waiting for a retry", e);
    }
  }
}
