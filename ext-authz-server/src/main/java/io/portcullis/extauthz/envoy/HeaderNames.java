package io.portcullis.extauthz.envoy;

import java.util.Locale;

/** Header names, RFC 9110 5.1: case does not matter. */
final class HeaderNames {
  private HeaderNames() {}

  static boolean same(String lowerCaseName, String name) {
    return lowerCaseName.length() == name.length() && startsWith(name, lowerCaseName);
  }

  static boolean startsWith(String name, String lowerCasePrefix) {
    if (name.length() < lowerCasePrefix.length()) {
      return false;
    }
    for (int i = 0; i < lowerCasePrefix.length(); i++) {
      if (lower(name.charAt(i)) != lowerCasePrefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static char lower(char character) {
    return character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character;
  }
}
