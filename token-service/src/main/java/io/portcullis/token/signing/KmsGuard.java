package io.portcullis.token.signing;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps a slow or absent KMS from taking the service with it: so many calls at a time and no more,
 * and after a run of failures none but a few that try, until one succeeds. Each call ends by the
 * client's own time limit. Whoever is turned away is told to come back, and gets no token.
 */
public final class KmsGuard {
  private static final Duration OPEN = Duration.ofSeconds(5);
  private static final int WINDOW = 20;

  private final Bulkhead bulkhead;
  private final CircuitBreaker breaker;

  /**
   * @param concurrent calls at a time
   */
  public KmsGuard(int concurrent) {
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
      // From the inside out: the breaker judges KMS, so a full bulkhead is none of its failures.
      return Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, call))
          .get();
    } catch (SdkException | BulkheadFullException | CallNotPermittedException e) {
      throw new StorageUnavailableException("KMS does not sign", e);
    }
  }
}
