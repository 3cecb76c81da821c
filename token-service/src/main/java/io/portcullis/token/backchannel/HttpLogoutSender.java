package io.portcullis.token.backchannel;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts logout tokens (section 2.5). Whoever answers can do nothing with us: no redirect is
 * followed, nothing but the status counts, and of a body no more is read than {@value
 * #MAX_BODY_BYTES} bytes.
 */
final class HttpLogoutSender implements LogoutSender, AutoCloseable {
  static final int MAX_BODY_BYTES = 4096;

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param timeout from the connection to the end of the answer
   */
  HttpLogoutSender(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public Answer send(URI receiver, String logoutToken) {
    // A JWT in compact form needs no encoding in a form.
    HttpRequest request =
        HttpRequest.newBuilder(receiver)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + logoutToken))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, info -> new BoundedBody());
    try {
      return judge(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
    } catch (TimeoutException e) {
      return new Answer.Failed("no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new Answer.Failed(reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failed("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static Answer judge(int status) {
    return switch (status) {
      case 200, 204 -> new Answer.Accepted();
      case 400 -> new Answer.Refused();
      default -> new Answer.Failed("HTTP " + status);
    };
  }

  // Messages of the library may hold the address.
  private static String reason(@Nullable Throwable cause) {
    return cause instanceof IOException ? cause.getClass().getSimpleName() : "failed";
  }

  /** Throws the body away, and the connection with it when there is too much. */
  private static final class BoundedBody implements HttpResponse.BodySubscriber<Void> {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Flow.Subscription subscription = NONE;
    private int read;

    private static final Flow.Subscription NONE =
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        };

    @Override
    public CompletionStage<Void> getBody() {
      return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
      read += part.stream().mapToInt(ByteBuffer::remaining).sum();
      if (read > MAX_BODY_BYTES) {
        subscription.cancel();
        end.complete(null);
      } else {
        subscription.request(1);
      }
    }

    // The status is known: a body that breaks off takes nothing of it back.
    @Override
    public void onError(Throwable failure) {
      end.complete(null);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }
  }
}
