package io.portcullis.token.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Buckets of this process alone, as long as nobody shares any: each instance then counts anew. */
public final class LocalRateLimits implements RateLimits {
  /** The longest unused are forgotten first; each takes some 200 bytes. */
  private static final int MAX_BUCKETS = 50_000;

  private final RatesPerMinute rates;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_BUCKETS;
        }
      };

  public LocalRateLimits(RatesPerMinute rates) {
    this.rates = rates;
  }

  @Override
  public Verdict take(RateLimit limit, String key) {
    return bucket(limit, key)
        .map(bucket -> rates.verdict(limit, bucket.tryConsumeAndReturnRemaining(1)))
        .orElseGet(Verdict.Allowed::new);
  }

  @Override
  public void giveBack(RateLimit limit, String key) {
    bucket(limit, key).ifPresent(bucket -> bucket.addTokens(1));
  }

  @Override
  public Verdict look(RateLimit limit, String key) {
    return bucket(limit, key)
        .map(bucket -> rates.verdict(limit, bucket.estimateAbilityToConsume(1)))
        .orElseGet(Verdict.Allowed::new);
  }

  private Optional<Bucket> bucket(RateLimit limit, String key) {
    return rates
        .bucket(limit)
        .map(configuration -> bucket(limit.label() + ":" + key, configuration));
  }

  private Bucket bucket(String name, BucketConfiguration configuration) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          name,
          absent -> {
            var builder = Bucket.builder();
            for (var bandwidth : configuration.getBandwidths()) {
              builder.addLimit(bandwidth);
            }
            return builder.build();
          });
    }
  }
}
