package io.portcullis.extauthz;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether the threads that answer Envoy make progress. Nothing else ends a process: that Redis or
 * an issuer is away would not be mended by another start.
 */
final class Liveness {
  /** Longer than any pause that a restart would not make worse. */
  static final Duration LIMIT = Duration.ofSeconds(15);

  private static final long TICK_SECONDS = 1;

  private final LongSupplier nanoTime;
  private final List<AtomicLong> ticks = new CopyOnWriteArrayList<>();

  /** {@code nanoTime} as {@link System#nanoTime()}. */
  Liveness(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Has each of these threads say from now on that it is alive. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
  void watch(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      AtomicLong tick = new AtomicLong(nanoTime.getAsLong());
      ticks.add(tick);
      loop.scheduleWithFixedDelay(
          () -> tick.set(nanoTime.getAsLong()), 0, TICK_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Whether all of them did lately. */
  boolean isLive() {
    long now = nanoTime.getAsLong();
    for (AtomicLong tick : ticks) {
      if (now - tick.get() > LIMIT.toNanos()) {
        return false;
      }
    }
    return true;
  }
}
