package io.portcullis.extauthz.envoy;

/** Request ids are the client's to choose; only what is surely harmless is repeated to it. */
final class RequestIds {
  static final int MAX_CHARS = 128;

  private RequestIds() {}

  /** The id if it is short and of letters, digits and {@code -._:}, else the empty string. */
  static String printable(String id) {
    if (id.length() > MAX_CHARS) {
      return "";
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      if (!letterOrDigit && "-._:".indexOf(c) < 0) {
        return "";
      }
    }
    return id;
  }
}
