package io.portcullis.token.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Leaves a Redis that did not answer in time alone for a moment, so that nobody waits for it. */
final class RedisPause {
  private static final Duration LENGTH = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final AtomicLong untilNanos;

  RedisPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.untilNanos = new AtomicLong(nanoTime.getAsLong());
  }

  boolean isOver() {
    return nanoTime.getAsLong() - untilNanos.get() >= 0;
  }

  void begin() {
    untilNanos.set(nanoTime.getAsLong() + LENGTH.toNanos());
  }
}
