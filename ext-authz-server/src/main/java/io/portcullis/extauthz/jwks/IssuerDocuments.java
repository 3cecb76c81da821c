package io.portcullis.extauthz.jwks;

import io.portcullis.kit.config.HttpsOrLoopback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches documents from an issuer, within a time and a length. Follows no redirect, since whoever
 * can redirect could name the keys; plain HTTP goes to this machine only, unless the operator
 * insists.
 */
public final class IssuerDocuments {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient client;
  private final Duration timeout;
  private final int maxBytes;
  private final boolean allowInsecure;

  /**
   * @param timeout for each exchange, body included
   */
  public IssuerDocuments(Duration timeout, int maxBytes, boolean allowInsecure) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    this.allowInsecure = allowInsecure;
  }

  /** The document at this address. */
  byte[] fetch(URI uri) throws IOException, InterruptedException {
    return find(uri).orElseThrow(() -> new IOException(uri + " answered " + NOT_FOUND));
  }

  /** The document at this address; empty if the issuer says that there is none. */
  Optional<byte[]> find(URI uri) throws IOException, InterruptedException {
    if (!HttpsOrLoopback.allows(uri, allowInsecure)) {
      throw new IOException(uri + " is neither https nor http to a loopback address");
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Accept", "application/jwk-set+json, application/json")
            // The answer counts as proof that the keys still stand, so no cache may give it.
            .header("Cache-Control", "no-cache")
            .build();
    HttpResponse<byte[]> response = send(request);
    return switch (response.statusCode()) {
      case OK -> Optional.of(response.body());
      case NOT_FOUND -> Optional.empty();
      default -> throw new IOException(uri + " answered " + response.statusCode());
    };
  }

  /** The request's own time-out ends with the headers; a body that drips would hold us for ever. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          request.uri() + " gave no whole answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + ": " + e.getCause(), e);
    } finally {
      exchange.cancel(true);
    }
  }
}
