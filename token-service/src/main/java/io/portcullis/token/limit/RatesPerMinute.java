package io.portcullis.token.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How many permits each limit has for a minute; one that is missing is no limit. */
public final class RatesPerMinute {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<RateLimit, Long> rates = new EnumMap<>(RateLimit.class);

  /** Adds a limit; 0 for none. */
  public RatesPerMinute with(RateLimit limit, long perMinute) {
    if (perMinute > 0) {
      rates.put(limit, perMinute);
    }
    return this;
  }

  Optional<BucketConfiguration> bucket(RateLimit limit) {
    return Optional.ofNullable(rates.get(limit))
        .map(rate ->
            BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(rate).refillGreedy(rate, MINUTE))
                .build());
  }

  Verdict verdict(RateLimit limit, ConsumptionProbe probe) {
    return verdict(limit, probe.isConsumed(), probe.getNanosToWaitForRefill());
  }

  Verdict verdict(RateLimit limit, EstimationProbe probe) {
    return verdict(limit, probe.canBeConsumed(), probe.getNanosToWaitForRefill());
  }

  private Verdict verdict(RateLimit limit, boolean allowed, long nanosToWait) {
    return allowed
        ? new Verdict.Allowed()
        : new Verdict.Exhausted(
            limit, rates.getOrDefault(limit, 0L), MINUTE, Duration.ofNanos(nanosToWait));
  }
}
