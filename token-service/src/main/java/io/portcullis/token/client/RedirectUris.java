package io.portcullis.token.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which redirect URIs may be registered, and which are registered. */
final class RedirectUris {
  static final String RULE =
      "a redirect URI is absolute, without fragment or user, and https, a loopback address by http,"
          + " or an app's own scheme with a dot (RFC 8252 section 7)";

  private static final int MAX_CHARACTERS = 1024;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");

  private RedirectUris() {}

  static boolean isRegistrable(String text) {
    try {
      URI uri = new URI(text);
      return text.length() <= MAX_CHARACTERS
          && uri.isAbsolute()
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null
          && !(uri.isOpaque() && text.contains("?"))
          && isSafe(uri);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  // RFC 8252 7.1: a private scheme is a reversed domain name; so javascript: and data: are none.
  private static boolean isSafe(URI uri) {
    return switch (uri.getScheme()) {
      case "https" -> uri.getHost() != null;
      case "http" -> isLoopback(uri) || "localhost".equals(uri.getHost());
      case String scheme -> scheme.contains(".");
    };
  }

  /**
   * The URI that was asked for, if it is registered byte for byte.
   *
   * @param freePort whether the port of a loopback address is the app's choice (RFC 8252 section
   *     7.3)
   */
  static Optional<URI> find(List<String> registered, String asked, boolean freePort) {
    if (!isRegistrable(asked)) {
      return Optional.empty();
    }
    URI uri = URI.create(asked);
    return registered.contains(asked)
            || (freePort && registered.stream().anyMatch(known -> isSameButPort(known, uri)))
        ? Optional.of(uri)
        : Optional.empty();
  }

  private static boolean isSameButPort(String registered, URI asked) {
    URI known = URI.create(registered);
    return isLoopback(known)
        && isLoopback(asked)
        && known.getHost().equals(asked.getHost())
        && Objects.equals(known.getRawPath(), asked.getRawPath())
        && Objects.equals(known.getRawQuery(), asked.getRawQuery());
  }

  private static boolean isLoopback(URI uri) {
    return "http".equals(uri.getScheme())
        && uri.getHost() != null
        && LOOPBACK.contains(uri.getHost());
  }
}
