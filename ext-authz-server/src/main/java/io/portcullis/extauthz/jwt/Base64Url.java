package io.portcullis.extauthz.jwt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4648 5 as RFC 7515 2 wants it: no padding, no other character, and the unused bits of the
 * last character zero. The JDK's decoder lets all three pass, so that one token would have many
 * spellings.
 */
final class Base64Url {
  private static final byte NONE = -1;
  private static final byte[] VALUES = values();

  private Base64Url() {}

  /** Decodes {@code text[from, to)}; null if that is not base64url. */
  static byte @Nullable [] decode(byte[] text, int from, int to) {
    int rest = (to - from) & 3;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[(int) ((to - from) * 3L / 4)];
    int written = 0;
    int end = to - rest;
    for (int i = from; i < end; i += 4) {
      int quad =
          value(text[i]) << 18
              | value(text[i + 1]) << 12
              | value(text[i + 2]) << 6
              | value(text[i + 3]);
      if (quad < 0) {
        return null;
      }
      bytes[written++] = (byte) (quad >> 16);
      bytes[written++] = (byte) (quad >> 8);
      bytes[written++] = (byte) quad;
    }
    return rest == 0 || decodeRest(text, end, rest, bytes, written) ? bytes : null;
  }

  private static boolean decodeRest(byte[] text, int from, int rest, byte[] bytes, int at) {
    int third = rest == 3 ? value(text[from + 2]) : 0;
    int bits = value(text[from]) << 12 | value(text[from + 1]) << 6 | third;
    if (bits < 0) {
      return false;
    }
    bytes[at] = (byte) (bits >> 10);
    if (rest == 2) {
      return (bits & 0x3ff) == 0;
    }
    bytes[at + 1] = (byte) (bits >> 2);
    return (bits & 3) == 0;
  }

  private static int value(byte character) {
    // A foreign character is -1, whose sign survives every shift and "or" above.
    return character < 0 ? NONE : VALUES[character];
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, NONE);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }
}
