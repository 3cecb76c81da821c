package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * A JSON string, RFC 8259 7: valid UTF-8 and no lone surrogate, be it in bytes or in escapes.
 *
 * @param end index after the closing quote
 */
record JsonString(String value, int end) {

  /** Reads from the byte after the opening quote; null if no string is there. */
  static @Nullable JsonString read(byte[] json, int from) {
    for (int at = from; at < json.length; at++) {
      byte c = json[at];
      if (c == '"') {
        return new JsonString(new String(json, from, at - from, ISO_8859_1), at + 1);
      }
      if (c < 0x20 || c == '\\') {
        return new Slow(json, from).read(); // a control character, an escape, or beyond ASCII
      }
    }
    return null;
  }

  /** Reads what is more than plain ASCII, character by character. */
  private static final class Slow {
    private static final int BAD = -1;
    private static final int[] SMALLEST_OF_LENGTH = {0, 0, 0x80, 0x800, 0x10000};

    private final byte[] json;
    private final StringBuilder value = new StringBuilder();
    private int at;

    Slow(byte[] json, int from) {
      this.json = json;
      this.at = from;
    }

    @Nullable JsonString read() {
      while (at < json.length) {
        int first = json[at++] & 0xff;
        if (first == '"') {
          return new JsonString(value.toString(), at);
        }
        int character = first == '\\' ? escape() : first < 0x80 ? first : utf8(first);
        if (character == BAD || first < 0x20) {
          return null;
        }
        value.appendCodePoint(character);
      }
      return null;
    }

    private int escape() {
      return switch (take()) {
        case '"' -> '"';
        case '\\' -> '\\';
        case '/' -> '/';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> unicode();
        default -> BAD;
      };
    }

    private int unicode() {
      int unit = hex4();
      if (unit == BAD || !isSurrogate(unit)) {
        return unit;
      }
      boolean paired = Character.isHighSurrogate((char) unit) && take() == '\\' && take() == 'u';
      int low = paired ? hex4() : BAD;
      return low != BAD && Character.isLowSurrogate((char) low)
          ? Character.toCodePoint((char) unit, (char) low)
          : BAD;
    }

    private int hex4() {
      int unit = 0;
      for (int i = 0; i < 4; i++) {
        int c = take();
        int digit = c < 0 ? BAD : Character.digit(c, 16);
        if (digit < 0) {
          return BAD;
        }
        unit = unit << 4 | digit;
      }
      return unit;
    }

    /** RFC 3629: shortest form only, no surrogate, nothing above U+10FFFF. */
    private int utf8(int first) {
      int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
      if (first < 0xc2 || first > 0xf4) {
        return BAD;
      }
      int character = first & (0xff >> (length + 1));
      for (int i = 1; i < length; i++) {
        int next = take();
        if (next < 0x80 || next > 0xbf) {
          return BAD;
        }
        character = character << 6 | (next & 0x3f);
      }
      boolean valid =
          character >= SMALLEST_OF_LENGTH[length]
              && character <= Character.MAX_CODE_POINT
              && !isSurrogate(character);
      return valid ? character : BAD;
    }

    private static boolean isSurrogate(int character) {
      return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    private int take() {
      return at < json.length ? json[at++] & 0xff : BAD;
    }
  }
}
