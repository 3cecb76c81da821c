package io.portcullis.quickstart.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** One HTTP client for all callers; no call waits longer than {@value #TIMEOUT_SECONDS} s. */
public final class HttpCaller implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 30;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** GETs a resource. */
  public Answer get(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
    return send("GET", uri, headers, BodyPublishers.noBody());
  }

  /** GETs a resource as text, whatever its type. */
  public String getText(URI uri) throws IOException, InterruptedException {
    HttpRequest request = request("GET", uri, Map.of(), BodyPublishers.noBody());
    return client.send(request, BodyHandlers.ofString()).body();
  }

  /** POSTs a JSON object. */
  public Answer postJson(URI uri, Map<String, String> headers, Object body)
      throws IOException, InterruptedException {
    String json = JSON.writeValueAsString(body);
    return send("POST", uri, with(headers, "application/json"), BodyPublishers.ofString(json));
  }

  /** POSTs a form. */
  public Answer postForm(URI uri, Map<String, String> headers, Map<String, String> form)
      throws IOException, InterruptedException {
    String encoded =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        "POST",
        uri,
        with(headers, "application/x-www-form-urlencoded"),
        BodyPublishers.ofString(encoded));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private Answer send(String method, URI uri, Map<String, String> headers, BodyPublisher body)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<byte[]> response =
        client.send(request(method, uri, headers, body), BodyHandlers.ofByteArray());
    long elapsedNanos = System.nanoTime() - begun;
    return new Answer(
        response.statusCode(), response.headers(), json(response.body()), elapsedNanos);
  }

  private static HttpRequest request(
      String method, URI uri, Map<String, String> headers, BodyPublisher body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(TIMEOUT_SECONDS));
    headers.forEach(builder::header);
    return builder.method(method, body).build();
  }

  private static JsonNode json(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JacksonException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static Map<String, String> with(Map<String, String> headers, String contentType) {
    var all = new java.util.HashMap<>(headers);
    all.put("Content-Type", contentType);
    return all;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
