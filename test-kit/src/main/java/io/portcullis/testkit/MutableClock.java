package io.portcullis.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock and a monotonic one that stand still until a test turns them. */
public final class MutableClock implements InstantSource {
  private volatile Instant wall;
  private volatile long nanos;

  private MutableClock(Instant start) {
    this.wall = start;
  }

  public static MutableClock at(Instant start) {
    return new MutableClock(start);
  }

  @Override
  public Instant instant() {
    return wall;
  }

  /** Stands in for {@link System#nanoTime()}. */
  public long nanoTime() {
    return nanos;
  }

  /** Time passes: both clocks go on. */
  public synchronized void advance(Duration duration) {
    wall = wall.plus(duration);
    nanos += duration.toNanos();
  }

  /** Somebody sets the wall clock, forward or back; no time passes. */
  public synchronized void jump(Duration duration) {
    wall = wall.plus(duration);
  }
}
