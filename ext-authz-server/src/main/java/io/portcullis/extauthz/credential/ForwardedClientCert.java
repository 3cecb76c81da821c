package io.portcullis.extauthz.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code X-Forwarded-Client-Cert} as Envoy writes it: elements divided by commas, the newest
 * last; pairs {@code key=value} divided by semicolons; values in double quotes where they hold one
 * of these, with {@code \"} for a quote. Only the URI of each certificate is of interest.
 */
final class ForwardedClientCert {
  private static final String URI = "uri";

  private final String text;
  private int at;

  private ForwardedClientCert(String text) {
    this.text = text;
  }

  /** The URI of each element, in order; empty if the header is not well formed. */
  static Optional<List<String>> uris(String header) {
    return new ForwardedClientCert(header).elements();
  }

  private Optional<List<String>> elements() {
    List<String> uris = new ArrayList<>();
    do {
      Optional<String> uri = element();
      if (uri.isEmpty()) {
        return Optional.empty();
      }
      uris.add(uri.get());
    } while (skip(','));
    return at == text.length() ? Optional.of(uris) : Optional.empty();
  }

  /** The element's URI, the empty text if it has none. A workload has exactly one: SPIFFE X.509. */
  private Optional<String> element() {
    String uri = "";
    boolean seen = false;
    do {
      Optional<String> key = key();
      Optional<String> value = key.isEmpty() ? key : value();
      if (key.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      if (key.get().equalsIgnoreCase(URI)) {
        if (seen) {
          return Optional.empty();
        }
        seen = true;
        uri = value.get();
      }
    } while (skip(';'));
    return Optional.of(uri);
  }

  private Optional<String> key() {
    int equals = text.indexOf('=', at);
    if (equals <= at) {
      return Optional.empty();
    }
    String key = text.substring(at, equals).trim();
    boolean isName = !key.isEmpty() && key.chars().allMatch(Character::isLetter);
    at = equals + 1;
    return isName ? Optional.of(key) : Optional.empty();
  }

  private Optional<String> value() {
    if (!skip('"')) {
      int begin = at;
      while (at < text.length() && ",;\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return Optional.of(text.substring(begin, at));
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return Optional.of(value.toString());
      }
      boolean escaped = c == '\\' && at < text.length();
      value.append(escaped ? text.charAt(at++) : c);
    }
    return Optional.empty(); // the quote never ends
  }

  private boolean skip(char expected) {
    boolean there = at < text.length() && text.charAt(at) == expected;
    at += there ? 1 : 0;
    return there;
  }
}
