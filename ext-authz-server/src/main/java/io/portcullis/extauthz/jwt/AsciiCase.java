package io.portcullis.extauthz.jwt;

/** Lower case that knows no language and leaves everything beyond ASCII alone. */
final class AsciiCase {
  private AsciiCase() {}

  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUpper(text.charAt(i))) {
        return lowerFrom(text, i);
      }
    }
    return text;
  }

  private static String lowerFrom(String text, int from) {
    char[] lower = text.toCharArray();
    for (int i = from; i < lower.length; i++) {
      if (isUpper(lower[i])) {
        lower[i] = (char) (lower[i] + ('a' - 'A'));
      }
    }
    return new String(lower);
  }

  private static boolean isUpper(char character) {
    return character >= 'A' && character <= 'Z';
  }
}
