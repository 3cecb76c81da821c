package io.portcullis.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A person's browser without script: keeps cookies, follows what stays with us, fills in forms. */
final class Browser {
  private static final String USER_AGENT =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");
  private static final Pattern REFRESH =
      Pattern.compile("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">");
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String issuer;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final List<Integer> redirects = new ArrayList<>();

  Browser(String issuer) {
    this.issuer = issuer;
  }

  /**
   * Where a navigation ended.
   *
   * @param status of the last answer
   * @param left the foreign address that we were sent to, if any
   */
  record Page(int status, String body, HttpResponse<String> response, Optional<URI> left) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** A parameter that came back to the client. */
    String sent(String name) {
      return parameters(left.orElseThrow(() -> new AssertionError("still here: " + body)))
          .getOrDefault(name, "");
    }

    boolean asks(String title) {
      return body.contains("<h1>" + title + "</h1>");
    }
  }

  Page get(String path) {
    return go(request(path).GET());
  }

  /** Submits the first form of a page with its hidden fields and these. */
  Page submit(Page page, String... fields) {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new AssertionError("no form: " + page.body());
    }
    Map<String, String> all = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.body());
    while (hidden.find()) {
      all.putIfAbsent(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
    }
    for (int i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    return post(form.group(1), all);
  }

  /** Submits the form of a login page by which the user goes to another provider. */
  Page continueWith(Page page, String provider) {
    Matcher form = FORM.matcher(page.body());
    Matcher hidden = HIDDEN.matcher(page.body());
    while (form.find()) {
      if (form.group(1).endsWith("/provider") && hidden.find()) {
        return post(form.group(1), Map.of(hidden.group(1), hidden.group(2), "provider", provider));
      }
    }
    throw new AssertionError("no other provider: " + page.body());
  }

  /** Goes on where another browser of the same person was sent. */
  Page follow(Page elsewhere) {
    URI uri = elsewhere.left().orElseThrow(() -> new AssertionError(elsewhere.body()));
    return get(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  Page logIn(Page page, String name) {
    return submit(page, "email", name + "@example.com", "password", TokenServiceFixture.PASSWORD);
  }

  Page post(String path, Map<String, String> fields) {
    String[] form =
        fields.entrySet().stream()
            .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
            .toArray(String[]::new);
    return go(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(HttpCaller.encode(form))));
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** The statuses by which it was sent on, here or elsewhere, so far. */
  List<Integer> redirects() {
    return redirects;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(issuer).resolve(path))
            .header("User-Agent", USER_AGENT)
            .timeout(Duration.ofSeconds(30));
    if (!cookies.isEmpty()) {
      StringBuilder header = new StringBuilder();
      cookies.forEach((name, value) -> header.append(name).append('=').append(value).append("; "));
      request.header("Cookie", header.toString());
    }
    return request;
  }

  private Page go(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      answer.headers().allValues("set-cookie").forEach(this::keep);
      Optional<String> location =
          answer.headers().firstValue("location").or(() -> refresh(answer.body()));
      if (location.isEmpty()) {
        return new Page(answer.statusCode(), answer.body(), answer, Optional.empty());
      }
      redirects.add(answer.statusCode());
      URI next = URI.create(issuer).resolve(location.get());
      return next.toString().startsWith(issuer + "/")
          ? get(next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()))
          : new Page(answer.statusCode(), answer.body(), answer, Optional.of(next));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> refresh(String page) {
    return REFRESH
        .matcher(page)
        .results()
        .map(found -> found.group(1).replace("&amp;", "&"))
        .findFirst();
  }

  private void keep(String cookie) {
    String pair = cookie.substring(0, cookie.indexOf(';'));
    int equals = pair.indexOf('=');
    if (cookie.contains("Max-Age=0")) {
      cookies.remove(pair.substring(0, equals));
    } else {
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }

  static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return parameters;
  }
}
