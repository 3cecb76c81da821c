package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Decision.TokenSource;
import io.portcullis.extauthz.decision.DenyReason;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Histogram;
import io.portcullis.kit.telemetry.HistogramFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What checks are counted and timed by; every series exists from the start. */
public final class CheckMetrics {
  /** From a known token's check to one that had to wait for the processor. */
  static final List<Double> BOUNDS_SECONDS =
      List.of(
          0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
          0.25, 1.0);

  /** The policy of a check whose route names one that does not exist. */
  static final String NO_POLICY = "none";

  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final String OK = "ok";

  private final Map<TokenSource, Histogram> allowTimes = new EnumMap<>(TokenSource.class);
  private final Map<TokenSource, Map<DenyReason, Histogram>> denyTimes =
      new EnumMap<>(TokenSource.class);
  private final Map<String, PolicyCounters> policies = new HashMap<>();

  /** The counters of one policy. */
  record PolicyCounters(
      Counter allowed,
      Map<DenyReason, Counter> denied,
      Map<DenyReason, Counter> shadowed,
      Counter stale) {}

  /** Declares the metrics for these policies. */
  public CheckMetrics(Metrics metrics, Collection<String> policyNames) {
    declareTimes(
        metrics.histogram(
            "portcullis_check_duration_seconds",
            "Time from reading a check to deciding it.",
            BOUNDS_SECONDS,
            "decision",
            "reason",
            "source"));
    CounterFamily checks =
        metrics.counter(
            "portcullis_check_total", "Checks decided.", "decision", "reason", "policy");
    CounterFamily stale =
        metrics.counter(
            "portcullis_check_stale_allowed_total",
            "Checks that an unlimited policy allowed on a revocation state over 60 s old.",
            "policy");
    CounterFamily shadowed =
        metrics.counter(
            "portcullis_check_shadowed_total",
            "Checks allowed only because their policy is in shadow mode.",
            "reason",
            "policy");
    for (String policy : policyNames) {
      policies.put(policy, counters(checks, shadowed, stale, policy));
    }
    policies.put(NO_POLICY, counters(checks, shadowed, stale, NO_POLICY));
  }

  /** Counts a denial that no decision led to. */
  public void countFailure(Denied failure) {
    found(of(failure.policy()).denied().get(failure.reason())).increment();
  }

  Histogram allowTime(TokenSource source) {
    return found(allowTimes.get(source));
  }

  Histogram denyTime(DenyReason reason, TokenSource source) {
    return found(found(denyTimes.get(source)).get(reason));
  }

  PolicyCounters of(String policy) {
    PolicyCounters counters = policies.get(policy);
    return counters == null ? found(policies.get(NO_POLICY)) : counters;
  }

  private void declareTimes(HistogramFamily times) {
    for (TokenSource source : TokenSource.values()) {
      allowTimes.put(source, times.with(ALLOW, OK, source.label()));
      Map<DenyReason, Histogram> denied = new EnumMap<>(DenyReason.class);
      for (DenyReason reason : DenyReason.values()) {
        denied.put(reason, times.with(DENY, reason.code(), source.label()));
      }
      denyTimes.put(source, denied);
    }
  }

  private static PolicyCounters counters(
      CounterFamily checks, CounterFamily shadowed, CounterFamily stale, String policy) {
    Map<DenyReason, Counter> denied = new EnumMap<>(DenyReason.class);
    Map<DenyReason, Counter> observed = new EnumMap<>(DenyReason.class);
    for (DenyReason reason : DenyReason.values()) {
      denied.put(reason, checks.with(DENY, reason.code(), policy));
      observed.put(reason, shadowed.with(reason.code(), policy));
    }
    return new PolicyCounters(checks.with(ALLOW, OK, policy), denied, observed, stale.with(policy));
  }

  static <T> T found(@Nullable T declared) {
    if (declared == null) {
      throw new IllegalStateException("every series is declared at start");
    }
    return declared;
  }
}
