package io.portcullis.extauthz;

import io.portcullis.extauthz.telemetry.RevocationWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for the moment of readiness, tells the health service, and says what is awaited. */
final class ReadinessLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadinessLoop.class);
  private static final long TICK_MILLIS = 20;
  private static final long TICKS_BETWEEN_LINES = 500;

  private final Readiness readiness;
  private final Conditions conditions;
  private final HealthService health;
  private final Thread thread = Thread.ofPlatform().daemon().name("readiness").unstarted(this::run);

  /** What must be there first. */
  record Conditions(
      KeyRoom keys, RevocationRoom revocation, BooleanSupplier warm, RevocationWatch watch) {
    List<String> missing() {
      List<String> missing = new ArrayList<>();
      keys.current().missing().forEach(issuer -> missing.add("the keys of " + issuer));
      if (!revocation.isReadyOnce()) {
        String reason = watch.reasonDown();
        missing.add("the revocation log" + (reason.isEmpty() ? "" : ": " + reason));
      }
      if (!warm.getAsBoolean()) {
        missing.add("its own path to be warm");
      }
      return missing;
    }
  }

  ReadinessLoop(Readiness readiness, Conditions conditions, HealthService health) {
    this.readiness = readiness;
    this.conditions = conditions;
    this.health = health;
  }

  /** Says at once what is missing, then watches. */
  void start() {
    readiness.update(conditions.missing());
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      for (long tick = 0; !readiness.isReady() && !readiness.isDraining(); tick++) {
        readiness.update(conditions.missing());
        if (tick % TICKS_BETWEEN_LINES == TICKS_BETWEEN_LINES - 1) {
          LOG.warn("not ready; waiting for {}", String.join("; ", readiness.waitingFor()));
        }
        Thread.sleep(TICK_MILLIS);
      }
      if (readiness.isReady()) {
        health.serving();
        LOG.info("ready");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
