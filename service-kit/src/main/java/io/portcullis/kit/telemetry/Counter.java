package io.portcullis.kit.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** One series that only grows. Safe for all threads. */
public final class Counter {
  private final LongAdder value = new LongAdder();

  Counter() {}

  /** Adds one. */
  public void increment() {
    value.increment();
  }

  /** Adds {@code amount}, at least 0. */
  public void add(long amount) {
    value.add(amount);
  }

  /** The value so far. */
  public long value() {
    return value.sum();
  }
}
