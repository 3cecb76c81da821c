package io.portcullis.extauthz.jwks;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps one issuer's keys current, on one thread of its own: fetches are single by construction and
 * never on a request's path. Whatever fails, the last good set stays in force, for at most {@link
 * KeySet#MAX_AGE}.
 */
public final class JwksRefresher implements AutoCloseable {
  /** What is refreshed, from where, and where the last good set is kept. */
  public record Target(String issuer, IssuerKeys keys, JwksSource source, LastGoodKeys lastGood) {}

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Target target;
  private final RefreshTimes times;
  private final InstantSource clock;
  private final JwksListener listener;
  private final JwkSetReader reader = new JwkSetReader();
  private final Thread thread;

  private long lastFetchMillis = Long.MIN_VALUE / 2;
  private long nextFetchMillis = Long.MIN_VALUE / 2;
  private int failures;
  private volatile boolean closed;

  /**
   * @param clock never falls back
   */
  public JwksRefresher(
      Target target, RefreshTimes times, InstantSource clock, JwksListener listener) {
    this.target = target;
    this.times = times;
    this.clock = clock;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("jwks").unstarted(this::run);
  }

  /** Begins with the last good set from disk, if there is one, and fetches at once. */
  public void start() {
    target.keys().refreshedBy(thread);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      loadLastGood();
      while (!closed) {
        tick();
        LockSupport.parkNanos(TICK_NANOS);
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Keys in force already, which another refresher of the same place brought, are newer. */
  void loadLastGood() {
    if (target.keys().current().loaded()) {
      return;
    }
    try {
      Optional<LastGoodKeys.Saved> saved = target.lastGood().load(clock.millis());
      if (saved.isPresent() && reader.read(saved.get().set()) instanceof JwkSetReading.Keys keys) {
        accept(keys, saved.get().fetchedAtMillis(), false);
      }
    } catch (IOException e) {
      listener.refreshed(target.issuer(), RefreshOutcome.UNAVAILABLE, "last good keys: " + e);
    }
  }

  /** Fetches if it is time to, and ends what no fetch has renewed for too long. */
  void tick() throws InterruptedException {
    long now = clock.millis();
    boolean regular = now >= nextFetchMillis;
    if (regular) {
      target.keys().misses().forget();
    }
    if (regular || askedFor(now - lastFetchMillis)) {
      fetch(now);
    }
    endKeysThatAreTooOld();
  }

  private void endKeysThatAreTooOld() {
    IssuerKeys issuer = target.keys();
    if (issuer.current().isTooOld(clock.millis())) {
      issuer.publish(KeySet.none());
      report(
          RefreshOutcome.ENDED,
          "the last good keys are older than "
              + KeySet.MAX_AGE.toHours()
              + " hours; its tokens are refused until a fetch succeeds");
    }
  }

  private boolean askedFor(long sinceLastFetchMillis) {
    return (target.keys().misses().wanted() && sinceLastFetchMillis >= times.unknownKidMillis())
        || sinceLastFetchMillis >= times.proofMillis().getAsLong();
  }

  /** The time that the keys are proved for is the one before the request left. */
  private void fetch(long nowMillis) throws InterruptedException {
    lastFetchMillis = nowMillis;
    target.keys().misses().fetching();
    RefreshOutcome outcome = safeOutcomeOfFetch(nowMillis);
    failures = outcome == RefreshOutcome.OK ? 0 : failures + 1;
    nextFetchMillis =
        nowMillis + (failures == 0 ? times.nextAfterSuccess() : times.nextAfterFailure(failures));
  }

  /** A fault of our own must not end the refreshing, which nobody would start again. */
  private RefreshOutcome safeOutcomeOfFetch(long nowMillis) throws InterruptedException {
    try {
      return outcomeOfFetch(nowMillis);
    } catch (RuntimeException e) {
      return report(RefreshOutcome.UNAVAILABLE, "internal fault: " + e);
    }
  }

  private RefreshOutcome outcomeOfFetch(long nowMillis) throws InterruptedException {
    byte[] bytes;
    try {
      bytes = target.source().fetch();
    } catch (IOException e) {
      return report(RefreshOutcome.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    return switch (reader.read(bytes)) {
      case JwkSetReading.Unreadable unreadable ->
          report(RefreshOutcome.UNREADABLE, unreadable.reason());
      case JwkSetReading.Keys keys when !accept(keys, nowMillis, target.source().asksIssuer()) ->
          report(RefreshOutcome.EMPTY, "no usable key of " + keys.refused().size());
      case JwkSetReading.Keys keys -> report(RefreshOutcome.OK, saved(bytes, nowMillis));
    };
  }

  private boolean accept(JwkSetReading.Keys keys, long fetchedAtMillis, boolean proof) {
    keys.refused().forEach(key -> listener.keyRefused(target.issuer(), key));
    if (keys.usable().isEmpty()) {
      return false;
    }
    IssuerKeys issuer = target.keys();
    issuer.publish(issuer.current().next(keys.usable(), fetchedAtMillis, proof));
    return true;
  }

  private String saved(byte[] bytes, long nowMillis) {
    try {
      target.lastGood().save(bytes, nowMillis);
      return "";
    } catch (IOException e) {
      return "not saved: " + e;
    }
  }

  private RefreshOutcome report(RefreshOutcome outcome, String detail) {
    listener.refreshed(target.issuer(), outcome, detail);
    return outcome;
  }
}
