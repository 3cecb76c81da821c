package io.portcullis.kit.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that never falls back: its reading is the larger of the wall clock and the previous
 * reading plus the monotonic time since. A wall clock set back by an hour therefore makes nothing
 * look fresher than it is; one set forward is followed at once, which errs on the closed side.
 */
public final class SteadyClock implements InstantSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Reading(long nanos, long millis) {}

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private volatile Reading last;

  /**
   * @param wall the wall clock
   * @param nanoTime a monotonic counter of nanoseconds, like {@link System#nanoTime()}
   */
  public SteadyClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.last = new Reading(nanoTime.getAsLong(), wall.millis());
  }

  /** Of this machine's clocks; for the wiring only. */
  public static SteadyClock system() {
    return new SteadyClock(InstantSource.system(), System::nanoTime);
  }

  /** Unix milliseconds, never less than a reading that any thread got before. */
  @Override
  public long millis() {
    long steady = steady(last, nanoTime.getAsLong());
    long wallMillis = wall.millis();
    // Otherwise the anchor stays, so that fractions of a millisecond are not lost at each reading.
    return wallMillis > steady ? advance(wallMillis) : steady;
  }

  private synchronized long advance(long wallMillis) {
    long nanos = nanoTime.getAsLong();
    long millis = Math.max(wallMillis, steady(last, nanos));
    last = new Reading(nanos, millis);
    return millis;
  }

  private static long steady(Reading reading, long nanos) {
    return reading.millis + Math.max(0, nanos - reading.nanos) / NANOS_PER_MILLI;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
