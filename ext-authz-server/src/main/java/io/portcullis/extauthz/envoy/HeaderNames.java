package io.portcullis.extauthz.envoy;

import java.util.Locale;

/** Header names, RFC 9110 5.1: case does not matter. */
final class HeaderNames {
  private HeaderNames() {}

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
