package io.portcullis.extauthz.revocation;

/** How soon a suspect shard is read again: at once the first time, ever later while it fails. */
final class RereadPace {
  private static final long FIRST_MILLIS = 100;
  private static final long LAST_MILLIS = 4_000;
  private static final long FORGET_MILLIS = 10_000;

  private final FollowerTiming timing;
  private int rereads;
  private long nextMillis;

  RereadPace(FollowerTiming timing) {
    this.timing = timing;
    this.nextMillis = timing.monotonicMillis();
  }

  boolean allows() {
    long now = timing.monotonicMillis();
    if (now < nextMillis) {
      return false;
    }
    rereads = now > nextMillis + FORGET_MILLIS ? 0 : rereads + 1;
    nextMillis = now + timing.backoffMillis(FIRST_MILLIS, LAST_MILLIS, rereads);
    return true;
  }
}
