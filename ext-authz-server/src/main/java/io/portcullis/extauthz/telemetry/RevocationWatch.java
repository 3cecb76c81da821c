package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.revocation.Refusal;
import io.portcullis.extauthz.revocation.RevocationEvents;
import io.portcullis.extauthz.revocation.SnapshotOutcome;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Histogram;
import io.portcullis.kit.telemetry.HistogramFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens to the followers of the revocation log, and logs when it changes. */
public final class RevocationWatch implements RevocationEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);
  private static final List<Double> BOUNDS_SECONDS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0);

  private volatile long longestAcceptedMillis;
  private final AtomicLong tokenLifeMillis = new AtomicLong(Long.MAX_VALUE);
  private final Counter gaps;
  private final Counter reconnects;
  private final Histogram propagation;
  private final Histogram canary;
  private final HistogramFamily otherHomes;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Map<SnapshotOutcome, Counter> snapshots = new EnumMap<>(SnapshotOutcome.class);
  private final AtomicReference<@Nullable SnapshotOutcome> lastSnapshot = new AtomicReference<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, String> down = new ConcurrentHashMap<>();
  private final Map<String, Refusal> lastRefusal = new ConcurrentHashMap<>();

  /** Declares the metrics. */
  public RevocationWatch(Metrics metrics) {
    metrics
        .gauge(
            "portcullis_revocation_max_token_life_seconds",
            "Longest life of a token that the log covers; longer ones are refused.")
        .observe(() -> tokenLifeSeconds());
    gaps =
        metrics
            .counter(
                "portcullis_revocation_gaps_total",
                "Times the log was found not to be whole, and was read again.")
            .with();
    propagation =
        metrics
            .histogram(
                "portcullis_revocation_propagation_seconds",
                "From a revocation's commit to its being enforced here, by two clocks.",
                BOUNDS_SECONDS)
            .with();
    canary =
        metrics
            .histogram(
                "portcullis_revocation_canary_seconds",
                "From a canary's commit to its being known here, by two clocks.",
                BOUNDS_SECONDS)
            .with();
    otherHomes =
        metrics.histogram(
            "portcullis_revocation_other_home_seconds",
            "From a revocation's commit in another region to its being enforced here, by two"
                + " clocks.",
            BOUNDS_SECONDS,
            "home");
    reconnects =
        metrics
            .counter("portcullis_redis_reconnects_total", "Connections made again after a loss.")
            .with();
    metrics
        .gauge("portcullis_redis_up", "1 while every shard of the log is being read.")
        .observe(() -> isUp() ? 1 : 0);
    CounterFamily refused =
        metrics.counter(
            "portcullis_revocation_refused_total", "Items and heartbeats not believed.", "reason");
    CounterFamily snapshot =
        metrics.counter(
            "portcullis_revocation_snapshot_total",
            "What came of reading and writing the snapshot file.",
            "outcome");
    for (SnapshotOutcome outcome : SnapshotOutcome.values()) {
      snapshots.put(outcome, snapshot.with(outcome.name().toLowerCase(Locale.ROOT)));
    }
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, refused.with(refusal.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** Who watches the log of another region. */
  public RevocationEvents ofOtherHome(String home) {
    return new OtherHomeWatch(this, otherHomes.with(home));
  }

  /** Why the log is not being read; empty while it is. */
  public String reasonDown() {
    return down.values().stream().findFirst().orElse("");
  }

  @Override
  public void refused(String shard, Refusal reason) {
    CheckMetrics.found(refusals.get(reason)).increment();
    if (lastRefusal.put(shard, reason) != reason) {
      LOG.warn("the revocation log of shard {} holds what is not believed: {}", shard, reason);
    }
  }

  @Override
  public void gap(String shard) {
    gaps.increment();
    LOG.warn("the revocation log of shard {} is not whole here; it is read again", shard);
  }

  @Override
  public void propagated(String shard, long millis) {
    propagation.recordNanos(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
  }

  @Override
  public void canary(String shard, long millis) {
    canary.recordNanos(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
  }

  @Override
  public void snapshot(SnapshotOutcome outcome, String detail) {
    CheckMetrics.found(snapshots.get(outcome)).increment();
    if (lastSnapshot.getAndSet(outcome) != outcome) {
      tell(outcome, detail);
    }
  }

  private static void tell(SnapshotOutcome outcome, String detail) {
    switch (outcome) {
      case LOADED, WRITTEN, ABSENT ->
          LOG.info("the snapshot of the revocations {}: {}", outcome.phrase(), detail);
      case NOT_WRITTEN ->
          LOG.warn("the snapshot of the revocations {}: {}", outcome.phrase(), detail);
      case TORN, BAD_SEAL, TOO_OLD, OTHER_LOG, UNREADABLE ->
          LOG.warn(
              "the snapshot of the revocations {}; the log is read instead: {}",
              outcome.phrase(),
              detail);
    }
  }

  /** Takes note of the longest {@code max_token_life} of an issuer's configuration. */
  public void issuersAccept(long longestMillis) {
    boolean longer = longestMillis > longestAcceptedMillis;
    longestAcceptedMillis = longestMillis;
    if (longer) {
      warnOfLongerTokens(tokenLifeMillis.get());
    }
  }

  @Override
  public void tokenLife(long maxTokenLifeMillis) {
    tokenLifeMillis.set(maxTokenLifeMillis);
    warnOfLongerTokens(maxTokenLifeMillis);
  }

  private void warnOfLongerTokens(long maxTokenLifeMillis) {
    if (longestAcceptedMillis > maxTokenLifeMillis) {
      LOG.warn(
          "the revocation log covers tokens of at most {} s, but an issuer's max_token_life is"
              + " {} s: tokens that live longer than the log's limit are refused",
          TimeUnit.MILLISECONDS.toSeconds(maxTokenLifeMillis),
          TimeUnit.MILLISECONDS.toSeconds(longestAcceptedMillis));
    }
  }

  @Override
  public void connected(String shard) {
    boolean again = !seen.add(shard);
    boolean wasDown = down.remove(shard) != null;
    if (again) {
      reconnects.increment();
    }
    if (wasDown || !again) {
      LOG.info("the revocation log of shard {} is being read", shard);
    }
  }

  @Override
  public void disconnected(String shard, String reason) {
    if (down.put(shard, reason) == null) {
      LOG.warn("the revocation log of shard {} is not being read: {}", shard, reason);
    }
  }

  private double tokenLifeSeconds() {
    long millis = tokenLifeMillis.get();
    return millis == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : millis / 1_000.0;
  }

  private boolean isUp() {
    return down.isEmpty() && !seen.isEmpty();
  }
}
