package io.portcullis.token.dynamo;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Stops asking a DynamoDB that does not answer: after a run of attempts that ended in silence or in
 * a fault of the server's own, callers are turned away at once instead of each waiting out its time
 * limit, and a few attempts try now and then. A throttled call is an answer: it says nothing of the
 * other partitions.
 */
final class DynamoBreaker implements SdkHttpClient {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoBreaker.class);
  private static final int WINDOW = 256;
  private static final int LEAST = 200;
  private static final int TRIALS = 8;
  private static final Duration OPEN = Duration.ofSeconds(1);
  private static final Duration HALF_OPEN = Duration.ofSeconds(5);
  private static final int FIRST_SERVER_FAULT = 500;

  private final SdkHttpClient client;
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "dynamodb",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(WINDOW)
              .minimumNumberOfCalls(LEAST)
              .permittedNumberOfCallsInHalfOpenState(TRIALS)
              .waitDurationInOpenState(OPEN)
              .maxWaitDurationInHalfOpenState(HALF_OPEN)
              .build());

  private DynamoBreaker(SdkHttpClient client) {
    this.client = client;
  }

  /** A client whose attempts are guarded. */
  static SdkHttpClient.Builder<?> around(SdkHttpClient.Builder<?> builder) {
    return new Builder(builder);
  }

  private record Builder(SdkHttpClient.Builder<?> builder)
      implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      DynamoBreaker guarded = new DynamoBreaker(builder.buildWithDefaults(defaults));
      guarded
          .breaker
          .getEventPublisher()
          .onStateTransition(event -> tell(event.getStateTransition()));
      return guarded;
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest attempt = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return guarded(attempt);
      }

      @Override
      public void abort() {
        attempt.abort();
      }
    };
  }

  private HttpExecuteResponse guarded(ExecutableHttpRequest attempt) throws IOException {
    try {
      breaker.acquirePermission();
    } catch (CallNotPermittedException e) {
      throw SdkClientException.create("DynamoDB does not answer and is not asked for a moment", e);
    }
    long begun = breaker.getCurrentTimestamp();
    try {
      HttpExecuteResponse response = attempt.call();
      long took = breaker.getCurrentTimestamp() - begun;
      if (response.httpResponse().statusCode() < FIRST_SERVER_FAULT) {
        breaker.onSuccess(took, breaker.getTimestampUnit());
      } else {
        breaker.onError(took, breaker.getTimestampUnit(), new IOException("a server's fault"));
      }
      return response;
    } catch (ConnectionRequestTimeoutException _) {
      // No failure of DynamoDB's, and not to be repeated: a cause would be.
      breaker.releasePermission();
      throw SdkClientException.create("all connections to DynamoDB are taken");
    } catch (IOException | RuntimeException | Error e) {
      breaker.onError(breaker.getCurrentTimestamp() - begun, breaker.getTimestampUnit(), e);
      throw e;
    }
  }

  private static void tell(StateTransition transition) {
    switch (transition) {
      case CLOSED_TO_OPEN -> LOG.warn("DynamoDB does not answer; most requests are turned away");
      case HALF_OPEN_TO_CLOSED -> LOG.info("DynamoDB answers again");
      default -> LOG.debug("calls to DynamoDB: {}", transition);
    }
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }
}
