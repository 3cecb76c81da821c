package io.portcullis.token.signing;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps a slow or absent KMS from taking the service with it: so many calls at a time and no more,
 * and after a run of failures none but a few that try, until one succeeds. And keeps the service
 * from KMS: beyond its quota, 1,000 signatures per second of an account and region, it would refuse
 * other services' calls as well. Each call ends by the client's own time limit. Whoever is turned
 * away is told to come back, and gets no token.
 */
public final class KmsGuard {
  private static final Duration OPEN = Duration.ofSeconds(5);
  private static final int WINDOW = 20;

  private final Bulkhead bulkhead;
  private final Bucket rate;
  private final CircuitBreaker breaker;

  /**
   * @param concurrent calls at a time
   * @param perSecond calls in a second; after a pause once as many more
   */
  public KmsGuard(int concurrent, int perSecond, InstantSource clock) {
    this.rate =
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
            .withCustomTimePrecision(new Meter(clock))
            .build();
    this.bulkhead =
        Bulkhead.of(
            "kms",
            BulkheadConfig.custom()
                .maxConcurrentCalls(concurrent)
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.breaker =
        CircuitBreaker.of(
            "kms",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(WINDOW / 2)
                .waitDurationInOpenState(OPEN)
                .recordExceptions(SdkException.class)
                .build());
  }

  /** The answer; throws {@link StorageUnavailableException} when there is none. */
  <T> T call(Supplier<T> call) {
    try {
      // From the inside out: the breaker judges KMS, so neither what is too fast nor a full
      // bulkhead is one of its failures.
      return Bulkhead.decorateSupplier(
              bulkhead, paced(CircuitBreaker.decorateSupplier(breaker, call)))
          .get();
    } catch (SdkException | BulkheadFullException | CallNotPermittedException e) {
      throw new StorageUnavailableException("KMS does not sign", e);
    }
  }

  private <T> Supplier<T> paced(Supplier<T> call) {
    return () -> {
      if (!rate.tryConsume(1)) {
        throw new StorageUnavailableException("KMS is asked no faster than its quota allows");
      }
      return call.get();
    };
  }

  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
