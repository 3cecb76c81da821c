package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;

/** Counts what each limit let pass: {@code portcullis_rate_limit_total{limit,outcome}}. */
public final class MeteredRateLimits implements RateLimits {
  private static final String ALLOWED = "allowed";
  private static final String LIMITED = "limited";

  private final RateLimits limits;
  private final CounterFamily verdicts;

  public MeteredRateLimits(RateLimits limits, Metrics metrics) {
    this.limits = limits;
    this.verdicts =
        metrics.counter(
            "portcullis_rate_limit_total", "Permits asked for, by outcome.", "limit", "outcome");
    for (RateLimit limit : RateLimit.values()) {
      verdicts.with(limit.label(), ALLOWED);
      verdicts.with(limit.label(), LIMITED);
    }
  }

  @Override
  public Verdict take(RateLimit limit, String key) {
    Verdict verdict = limits.take(limit, key);
    verdicts
        .with(
            limit.label(),
            switch (verdict) {
              case Verdict.Allowed() -> ALLOWED;
              case Verdict.Exhausted _ -> LIMITED;
            })
        .increment();
    return verdict;
  }

  @Override
  public void giveBack(RateLimit limit, String key) {
    limits.giveBack(limit, key);
  }

  @Override
  public Verdict look(RateLimit limit, String key) {
    Verdict verdict = limits.look(limit, key);
    if (verdict instanceof Verdict.Exhausted) {
      verdicts.with(limit.label(), LIMITED).increment();
    }
    return verdict;
  }
}
