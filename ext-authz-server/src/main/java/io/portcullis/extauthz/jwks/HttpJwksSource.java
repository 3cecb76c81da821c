package io.portcullis.extauthz.jwks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches the set from the issuer. Follows no redirect, since whoever can redirect could name the
 * keys; plain HTTP goes to this machine only, unless the operator insists.
 */
public final class HttpJwksSource implements JwksSource {
  private final HttpClient client;
  private final URI uri;
  private final Duration timeout;
  private final int maxBytes;

  /**
   * @param timeout for the whole exchange, body included
   * @throws IllegalArgumentException if {@link #isAllowed} refuses the URI
   */
  public HttpJwksSource(URI uri, Duration timeout, int maxBytes, boolean allowInsecure) {
    if (!isAllowed(uri, allowInsecure)) {
      throw new IllegalArgumentException(uri + " is neither https nor http to a loopback address");
    }
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.uri = uri;
    this.timeout = timeout;
    this.maxBytes = maxBytes;
  }

  /** Whether keys may be fetched from there: https, or http to the loopback interface. */
  public static boolean isAllowed(URI uri, boolean allowInsecure) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    return !host.isEmpty()
        && (scheme.equals("https")
            || (scheme.equals("http") && (allowInsecure || isLoopback(host))));
  }

  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Accept", "application/jwk-set+json, application/json")
            // The answer counts as proof that the keys still stand, so no cache may give it.
            .header("Cache-Control", "no-cache")
            .build();
    HttpResponse<byte[]> response = send(request);
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return response.body();
  }

  @Override
  public boolean asksIssuer() {
    return true;
  }

  /** The request's own time-out ends with the headers; a body that drips would hold us for ever. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(uri + " gave no whole answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(uri + ": " + e.getCause(), e);
    } finally {
      exchange.cancel(true);
    }
  }

  /** By literal only: a name that resolves to loopback today may not tomorrow. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }
}
