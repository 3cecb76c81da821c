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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What checks are counted and timed by; every series exists before its first check. */
public final class CheckMetrics {
  /** From a known token's check to one that had to wait for the processor. */
  static final List<Double> BOUNDS_SECONDS =
      List.of(
          0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
          0.25, 1.0);

  /** The policy of a check whose route names one that does not exist. */
  static final String NO_POLICY = "none";

  /** Policies with series of their own, since the start; each has about thirty. */
  static final int MAX_POLICIES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(CheckMetrics.class);
  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final String OK = "ok";

  private final Map<TokenSource, Histogram> allowTimes = new EnumMap<>(TokenSource.class);
  private final Map<TokenSource, Map<DenyReason, Histogram>> denyTimes =
      new EnumMap<>(TokenSource.class);
  private final Map<String, PolicyCounters> policies = new ConcurrentHashMap<>();
  private final CounterFamily checks;
  private final CounterFamily stale;
  private final CounterFamily shadowed;

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
    checks =
        metrics.counter(
            "portcullis_check_total", "Checks decided.", "decision", "reason", "policy");
    stale =
        metrics.counter(
            "portcullis_check_stale_allowed_total",
            "Checks that an unlimited policy allowed on a revocation state over 60 s old.",
            "policy");
    shadowed =
        metrics.counter(
            "portcullis_check_shadowed_total",
            "Checks allowed only because their policy is in shadow mode.",
            "reason",
            "policy");
    policies.put(NO_POLICY, counters(NO_POLICY));
    declare(policyNames);
  }

  /**
   * Declares the series of these policies, before their first check. A policy that goes leaves its
   * series behind, as a counter must; so there is a limit, beyond which new policies are counted
   * under {@link #NO_POLICY}.
   */
  public void declare(Collection<String> policyNames) {
    for (String policy : policyNames) {
      if (policies.size() <= MAX_POLICIES) {
        policies.computeIfAbsent(policy, this::counters);
      } else if (!policies.containsKey(policy)) {
        LOG.warn("policy {} has no series of its own: {} are the limit", policy, MAX_POLICIES);
      }
    }
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

  private PolicyCounters counters(String policy) {
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
      throw new IllegalStateException("every series is declared before its first check");
    }
    return declared;
  }
}
