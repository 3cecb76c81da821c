package io.portcullis.token.federation;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to a provider, only where that may be: no redirect is followed, no answer is larger than a
 * limit, and none, its body included, takes longer than another. A provider that hangs holds so
 * many requests of ours, and no more: one service for all clients must not wait for it.
 */
public final class ProviderHttp implements HTTPRequestSender, ResourceRetriever {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderHttp.class);

  /** Metadata and keys of the large providers have a few kilobytes. */
  static final int MAX_BODY_BYTES = 256 * 1024;

  private static final int MAX_CALLS = 64;

  private static final Set<String> SET_BY_THE_CLIENT = Set.of("content-length", "host");

  private final ProviderAddresses addresses;
  private final HttpClient http;
  private final Duration timeout;
  private final Semaphore free = new Semaphore(MAX_CALLS);

  /**
   * Talks to one.
   *
   * @param timeout for finding its host, and for each answer with its body
   */
  public ProviderHttp(URI issuer, Duration timeout) {
    this(new ProviderAddresses(issuer, InetAddress::getAllByName), timeout);
  }

  ProviderHttp(ProviderAddresses addresses, Duration timeout) {
    this.addresses = addresses;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    HttpRequest.Builder sent = HttpRequest.newBuilder(request.getURI());
    request
        .getHeaderMap()
        .forEach((name, values) -> {
          if (!SET_BY_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> sent.header(name, value));
          }
        });
    String body = request.getBody();
    sent.method(
        request.getMethod().name(),
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> got = exchange(sent.build());
    HTTPResponse answer = new HTTPResponse(got.statusCode());
    got.headers()
        .firstValue("content-type")
        .ifPresent(type -> answer.setHeader("Content-Type", type));
    answer.setBody(got.body());
    return answer;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HTTPRequest get = new HTTPRequest(HTTPRequest.Method.GET, URI.create(url.toString()));
    ReadOnlyHTTPResponse answer = send(get);
    if (answer.getStatusCode() != 200) {
      throw new IOException("answered " + answer.getStatusCode());
    }
    String body = answer.getBody();
    return new Resource(body == null ? "" : body, null);
  }

  ProviderAddresses addresses() {
    return addresses;
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    if (!free.tryAcquire()) {
      throw new IOException("has too many calls to answer");
    }
    try {
      return answer(request);
    } finally {
      free.release();
    }
  }

  private HttpResponse<String> answer(HttpRequest request) throws IOException {
    inTime(() -> {
      addresses.judge(request.uri());
      return request;
    });
    return inTime(() -> {
      try {
        return heard(request);
      } catch (IOException e) {
        throw new IOException("does not answer", e);
      }
    });
  }

  /**
   * What the provider answers. A kept connection that it has closed meanwhile is found out by using
   * it, and the client repeats a GET for itself only. So what lost its connection without a byte of
   * an answer is sent once more: a code that nobody took works then, and one that was taken does
   * not, as it would not have without.
   */
  private HttpResponse<String> heard(HttpRequest request) throws IOException, InterruptedException {
    AtomicBoolean begun = new AtomicBoolean();
    BodyHandler<String> whole = BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY_BYTES);
    BodyHandler<String> body =
        head -> {
          begun.set(true);
          return whole.apply(head);
        };
    try {
      return http.send(request, body);
    } catch (ConnectException | HttpTimeoutException | ProtocolException | SSLException e) {
      throw e;
    } catch (IOException e) {
      if (begun.get()) {
        throw e;
      }
      LOG.warn("asked again after {}", e.toString());
      return http.send(request, body);
    }
  }

  // The client's own limit ends with the headers: a body could come byte by byte for ever.
  private <T> T inTime(Callable<T> call) throws IOException {
    FutureTask<T> running = new FutureTask<>(call);
    Thread.startVirtualThread(running);
    try {
      return running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("does not answer in time", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException why
          ? why
          : new IOException("does not answer", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      running.cancel(true);
    }
  }
}
