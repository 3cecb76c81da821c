package io.portcullis.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Talks to one listener over real HTTP. */
final class HttpCaller {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient http;

  HttpCaller(String base) {
    this(base, HTTP);
  }

  HttpCaller(String base, HttpClient http) {
    this.base = base;
    this.http = http;
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
    return call("OPTIONS", path, headers);
  }

  Answer delete(String path, String... headers) {
    return send(request(path, headers).DELETE());
  }

  /** By any method, without a body. */
  Answer call(String method, String path, String... headers) {
    return send(request(path, headers).method(method, HttpRequest.BodyPublishers.noBody()));
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

  /** The access token that a client gets for itself. */
  String own(String clientId, String... more) {
    Answer answer =
        postFormAs(
            clientId,
            TokenServiceFixture.DEMO_SECRET,
            "/oauth2/token",
            joined(more, "grant_type", "client_credentials"));
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.text("access_token");
  }

  Answer introspect(String clientId, String token) {
    return postFormAs(
        clientId, TokenServiceFixture.DEMO_SECRET, "/oauth2/introspect", "token", token);
  }

  Answer userInfo(Answer tokens) {
    return get("/oauth2/userinfo", bearer(tokens));
  }

  static String[] bearer(Answer tokens) {
    return new String[] {"Authorization", "Bearer " + tokens.text("access_token")};
  }

  /** Names and values, and these before them. */
  static String[] joined(String[] more, String... first) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  /** The claims of an access token; a token that is none is a failure. */
  static JWTClaimsSet claims(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(token, e);
    }
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
    return postForm(
        "/oauth2/token",
        joined(
            more,
            "grant_type",
            "refresh_token",
            "refresh_token",
            refreshToken,
            "client_id",
            "portcullis-app"));
  }

  /** By a confidential client. */
  Answer refreshAs(String clientId, String refreshToken, String... more) {
    return postFormAs(
        clientId,
        TokenServiceFixture.DEMO_SECRET,
        "/oauth2/token",
        joined(more, "grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
