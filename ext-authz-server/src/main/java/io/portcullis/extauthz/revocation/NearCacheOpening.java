package io.portcullis.extauthz.revocation;

import java.util.concurrent.TimeUnit;

/**
 * Makes the connection that look-ups share, on a thread of its own, and has each shard read once: a
 * node that cannot prove anything would only deny.
 */
final class NearCacheOpening implements Runnable {
  private static final long FIRST_RETRY_MILLIS = 50;
  private static final long LAST_RETRY_MILLIS = 2_000;

  private final NearCacheLookUps lookUps;
  private final ShardNumber number;
  private final FollowerTiming timing;
  private int next;
  private volatile boolean proved;

  NearCacheOpening(NearCacheLookUps lookUps, ShardNumber number, FollowerTiming timing) {
    this.lookUps = lookUps;
    this.number = number;
    this.timing = timing;
  }

  /** Whether each shard has been proved once. */
  boolean isProvedOnce() {
    return proved;
  }

  /** Runs until that is so, or until interrupted. */
  @Override
  public void run() {
    try {
      for (int tries = 0; !provesAll(); tries++) {
        TimeUnit.MILLISECONDS.sleep(
            timing.backoffMillis(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS, tries));
      }
      proved = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean provesAll() throws InterruptedException {
    int shards = number.known();
    while (next < shards && lookUps.proves(Integer.toString(next))) {
      next++;
    }
    return shards > 0 && next >= shards;
  }
}
