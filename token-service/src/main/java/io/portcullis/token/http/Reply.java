package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer. Unless it says otherwise it must not be stored. */
public record Reply(int status, Map<String, String> headers, String body) {
  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply of(int status, String contentType, String body) {
    return new Reply(
        status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
  }

  static Reply json(int status, Object body) {
    return of(status, "application/json", Json.write(body));
  }

  static Reply empty(int status) {
    return new Reply(status, Map.of("Cache-Control", "no-store"), "");
  }

  /** Elsewhere, by GET whatever the method was: a form with a password is not posted on. */
  public static Reply seeOther(String location) {
    return empty(303).with("Location", location);
  }

  /** Elsewhere, with parameters added to what the address has for a query. */
  public static Reply seeOther(URI location, Map<String, List<String>> parameters) {
    if (parameters.isEmpty()) {
      return seeOther(location.toString());
    }
    return seeOther(
        location
            + (location.getRawQuery() == null ? "?" : "&")
            + URLUtils.serializeParameters(parameters));
  }

  /** With one more header, or another value of one. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** With the whole seconds after which to try again, at least one. */
  public Reply retryAfter(Duration wait) {
    return with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
  }
}
