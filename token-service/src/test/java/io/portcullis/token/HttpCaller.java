package io.portcullis.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Talks to one listener over real HTTP. */
final class HttpCaller {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;

  HttpCaller(String base) {
    this.base = base;
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(response.body(), e);
      }
    }

    String text(String name) {
      return json().path(name).asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String body() {
      return response.body();
    }
  }

  Answer get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  Answer options(String path, String... headers) {
    return send(request(path, headers).method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  Answer delete(String path, String... headers) {
    return send(request(path, headers).DELETE());
  }

  Answer postJson(String path, String json, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer post(String path, String body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A form of names and values. */
  Answer postForm(String path, String... form) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form))));
  }

  /** The same from a client that proves itself by {@code client_secret_basic}. */
  Answer postFormAs(String clientId, String secret, String path, String... form) {
    String credentials = encode("", clientId).substring(1) + ":" + encode("", secret).substring(1);
    return post(
        path,
        encode(form),
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  static String encode(String... form) {
    return IntStream.range(0, form.length / 2)
        .mapToObj(
            i -> form[2 * i] + "=" + URLEncoder.encode(form[2 * i + 1], StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  Answer login(String name) {
    return postJson(
        "/v1/login",
        """
        {"email":"%s@example.com","password":"%s"}\
        """
            .formatted(name, TokenServiceFixture.PASSWORD));
  }

  Answer refresh(String refreshToken, String... more) {
    String[] form = new String[6 + more.length];
    System.arraycopy(
        new String[] {
          "grant_type",
          "refresh_token",
          "refresh_token",
          refreshToken,
          "client_id",
          "portcullis-app"
        },
        0,
        form,
        0,
        6);
    System.arraycopy(more, 0, form, 6, more.length);
    return postForm("/oauth2/token", form);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
