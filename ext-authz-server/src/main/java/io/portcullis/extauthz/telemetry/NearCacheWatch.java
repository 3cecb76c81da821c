package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.revocation.NearCacheEvents;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens in the near-cache, and logs when its channel comes and goes. */
public final class NearCacheWatch implements NearCacheEvents {
  private static final Logger LOG = LoggerFactory.getLogger(NearCacheWatch.class);

  private final Counter hits;
  private final Map<LookUp, Counter> lookUps = new EnumMap<>(LookUp.class);
  private final Map<Message, Counter> messages = new EnumMap<>(Message.class);
  private final Counter losses;
  private final AtomicBoolean lost = new AtomicBoolean();

  /** Declares the metrics. */
  public NearCacheWatch(Metrics metrics) {
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
