package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.jwks.JwksListener;
import io.portcullis.extauthz.jwks.RefreshOutcome;
import io.portcullis.extauthz.jwks.RefusedKey;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how refreshing keys goes, and logs when that changes. */
public final class KeyWatch implements JwksListener {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
  private static final int MAX_REMEMBERED = 1_000;

  private final Map<RefreshOutcome, Counter> outcomes = new EnumMap<>(RefreshOutcome.class);
  private final Map<String, RefreshOutcome> last = new ConcurrentHashMap<>();
  private final Set<RefusedKey> refused = ConcurrentHashMap.newKeySet();

  /** Declares the metric. */
  public KeyWatch(Metrics metrics) {
    CounterFamily refreshes =
        metrics.counter(
            "portcullis_jwks_refresh_total",
            "Fetches of an issuer's keys, by how they ended.",
            "outcome");
    for (RefreshOutcome outcome : RefreshOutcome.values()) {
      outcomes.put(outcome, refreshes.with(outcome.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public void refreshed(String issuer, RefreshOutcome outcome, String detail) {
    CheckMetrics.found(outcomes.get(outcome)).increment();
    if (last.put(issuer, outcome) != outcome) {
      if (outcome == RefreshOutcome.OK) {
        LOG.info("the keys of {} are loaded", issuer);
      } else {
        LOG.warn("the keys of {} were not refreshed: {}", issuer, detail);
      }
    }
  }

  @Override
  public void keyRefused(String issuer, RefusedKey key) {
    if (refused.size() < MAX_REMEMBERED && refused.add(key)) {
      LOG.warn("a key of {} is not used: {}", issuer, key);
    }
  }
}
