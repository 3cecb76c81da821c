package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.revocation.NearCacheEvents;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens in the near-cache, and logs when its channel comes and goes. */
public final class NearCacheWatch implements NearCacheEvents {
  private static final Logger LOG = LoggerFactory.getLogger(NearCacheWatch.class);

  /** Each check that waits in vain would write one. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private static final long NEVER = Long.MIN_VALUE;

  private final Counter hits;
  private final Map<LookUp, Counter> lookUps = new EnumMap<>(LookUp.class);
  private final Map<Message, Counter> messages = new EnumMap<>(Message.class);
  private final Counter losses;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final LongSupplier nanoTime;
  private final AtomicLong failureLogged = new AtomicLong(NEVER);

  /**
   * Declares the metrics.
   *
   * @param nanoTime the monotonic clock
   */
  public NearCacheWatch(Metrics metrics, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    hits =
        metrics
            .counter(
                "portcullis_near_cache_hits_total",
                "Checks answered without asking Redis, in mode near-cache.")
            .with();
    CounterFamily asked =
        metrics.counter(
            "portcullis_near_cache_lookups_total",
            "Checks that asked Redis: proved, unproved (its copy is not whole), failed.",
            "outcome");
    for (LookUp outcome : LookUp.values()) {
      lookUps.put(outcome, asked.with(label(outcome)));
    }
    CounterFamily heard =
        metrics.counter(
            "portcullis_near_cache_events_total",
            "Messages on the channel of revocations: obeyed, ignored, malformed.",
            "outcome");
    for (Message outcome : Message.values()) {
      messages.put(outcome, heard.with(label(outcome)));
    }
    losses =
        metrics
            .counter(
                "portcullis_near_cache_subscription_losses_total",
                "Times the channel was lost, and every answer had to be asked for again.")
            .with();
  }

  @Override
  public void hit() {
    hits.increment();
  }

  @Override
  public void lookedUp(LookUp outcome) {
    CheckMetrics.found(lookUps.get(outcome)).increment();
  }

  @Override
  public void failing(String reason) {
    long now = nanoTime.getAsLong();
    long last = failureLogged.get();
    if ((last == NEVER || now - last >= BETWEEN_LINES.toNanos())
        && failureLogged.compareAndSet(last, now)) {
      LOG.warn("revocations are not looked up: {}", reason);
    }
  }

  @Override
  public void message(Message outcome) {
    CheckMetrics.found(messages.get(outcome)).increment();
  }

  @Override
  public void subscribed() {
    lost.set(false);
    LOG.info("the channel of revocations is being listened to");
  }

  @Override
  public void unsubscribed(String reason) {
    if (!lost.getAndSet(true)) {
      losses.increment();
      LOG.warn("the channel of revocations is not being listened to: {}", reason);
    }
  }

  private static String label(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
