package io.portcullis.token.limit;

import java.time.Duration;

/**
 * How long failures make one wait: not at all for the first few, then twice as long after each, up
 * to a longest wait. Failures are forgotten one by one, at a steady pace. So each time that nobody
 * tries halves the wait again, nobody waits longer than the longest, and who guesses as often as he
 * may ends where a wait is as long as a failure is remembered.
 *
 * @param free failures without a wait
 * @param first the wait after the next one
 * @param longest at least {@code first}
 * @param forgetOne after how long one failure is forgotten
 */
public record DelayRules(int free, Duration first, Duration longest, Duration forgetOne) {
  private static final double LN_2 = Math.log(2);

  /**
   * What there was.
   *
   * @param count of failures; a part of one, where it is being forgotten
   * @param atMillis when it was that many
   * @param openMillis from when on one may try again
   */
  record Failures(double count, long atMillis, long openMillis) {
    static final Failures NONE = new Failures(0, Long.MIN_VALUE / 2, Long.MIN_VALUE / 2);

    long waitMillis(long nowMillis) {
      return Math.max(0, openMillis - nowMillis);
    }
  }

  /** More are not counted: with so many the wait is the longest. */
  long most() {
    double doublings = Math.log((double) longest.toMillis() / first.toMillis()) / LN_2;
    return free + 2 + (long) Math.ceil(doublings);
  }

  /** The same at this moment, as far as it is remembered. */
  Failures now(Failures before, long nowMillis) {
    double forgotten = (double) Math.max(0, nowMillis - before.atMillis()) / forgetOne.toMillis();
    return new Failures(
        Math.max(0, before.count() - forgotten),
        nowMillis,
        // Another instance's clock may be ahead.
        Math.min(before.openMillis(), nowMillis + longest.toMillis()));
  }

  /** One more, at this moment. */
  Failures failed(Failures before, long nowMillis) {
    double count = Math.min((double) most(), now(before, nowMillis).count() + 1);
    return new Failures(count, nowMillis, nowMillis + waitMillis(count));
  }

  /** One less: the last was none. */
  Failures undone(Failures before, long nowMillis) {
    return new Failures(Math.max(0, now(before, nowMillis).count() - 1), nowMillis, nowMillis);
  }

  private long waitMillis(double count) {
    double doubled = first.toMillis() * Math.pow(2, count - free - 1);
    return count > free ? (long) Math.min((double) longest.toMillis(), doubled) : 0;
  }
}
