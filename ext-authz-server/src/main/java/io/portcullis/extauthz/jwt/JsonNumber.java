package io.portcullis.extauthz.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.portcullis.extauthz.jwt.JsonValue.OtherNumber;
import io.portcullis.extauthz.jwt.JsonValue.Whole;
import java.math.BigDecimal;

/** The grammar and the meaning of a JSON number, RFC 8259 6. */
final class JsonNumber {
  /** Longer numbers are refused: no claim needs them, and their arithmetic is not free. */
  static final int MAX_CHARS = 40;

  private static final JsonValue OTHER = new OtherNumber();

  private JsonNumber() {}

  /** Where the number that starts at {@code from} ends; -1 if none starts there. */
  static int end(byte[] json, int from) {
    int at = is(json, from, '-') ? from + 1 : from;
    int afterWhole = is(json, at, '0') ? at + 1 : digits(json, at);
    int afterFraction = is(json, afterWhole, '.') ? digits(json, afterWhole + 1) : afterWhole;
    int end = exponent(json, afterFraction);
    return end - from > MAX_CHARS ? -1 : end;
  }

  /** The value of {@code json[from, to)}, for which {@link #end} has answered {@code to}. */
  static JsonValue value(byte[] json, int from, int to) {
    long value = 0;
    int at = is(json, from, '-') ? from + 1 : from;
    if (to - at > 18) {
      return exact(json, from, to);
    }
    int first = at;
    for (; at < to; at++) {
      if (!digit(json, at)) {
        return exact(json, from, to);
      }
      value = value * 10 + (json[at] - '0');
    }
    return new Whole(first == from ? value : -value);
  }

  /** Rare: a fraction, an exponent, or more digits than surely fit. */
  private static JsonValue exact(byte[] json, int from, int to) {
    BigDecimal number;
    try {
      number = new BigDecimal(new String(json, from, to - from, ISO_8859_1)).stripTrailingZeros();
    } catch (NumberFormatException e) {
      return OTHER; // an exponent beyond 32 bits
    }
    // Asked before any conversion: 1e999999999 would otherwise be written out.
    boolean fits = number.scale() <= 0 && (long) number.precision() - number.scale() <= 19;
    if (!fits) {
      return OTHER;
    }
    try {
      return new Whole(number.longValueExact());
    } catch (ArithmeticException e) {
      return OTHER;
    }
  }

  private static int exponent(byte[] json, int at) {
    if (!is(json, at, 'e') && !is(json, at, 'E')) {
      return at;
    }
    boolean signed = is(json, at + 1, '+') || is(json, at + 1, '-');
    return digits(json, signed ? at + 2 : at + 1);
  }

  /** The end of one or more digits from {@code at}; -1 if there is none. */
  private static int digits(byte[] json, int at) {
    int end = at;
    while (digit(json, end)) {
      end++;
    }
    return at < 0 || end == at ? -1 : end;
  }

  private static boolean digit(byte[] json, int at) {
    return at >= 0 && at < json.length && json[at] >= '0' && json[at] <= '9';
  }

  private static boolean is(byte[] json, int at, char expected) {
    return at >= 0 && at < json.length && json[at] == expected;
  }
}
