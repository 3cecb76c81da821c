package io.portcullis.extauthz.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A run of octets inside a message, read where it lies. Nobody writes to the message while the
 * request is judged, and nobody keeps this longer.
 *
 * @param array the message
 * @param from index of the first octet
 * @param to index after the last
 */
@SuppressWarnings("ArrayRecordComponent") // a view: two of them are compared by sameAs
public record Octets(byte[] array, int from, int to) {
  /** No octets. */
  public static final Octets NONE = new Octets(new byte[0], 0, 0);

  /** How many there are. */
  public int length() {
    return to - from;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return to == from;
  }

  /** The octet at this index, 0 to 255. */
  public int at(int index) {
    return array[from + index] & 0xff;
  }

  /** All from this index on. */
  public Octets startingAt(int index) {
    return new Octets(array, from + index, to);
  }

  /** Whether both have the same octets. */
  public boolean sameAs(Octets other) {
    return Arrays.equals(array, from, to, other.array, other.from, other.to);
  }

  /** Whether these octets are this text of ASCII characters. */
  public boolean isText(String ascii) {
    if (length() != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (at(i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the octets begin with this lower-case ASCII text, in any case. */
  public boolean beginsWithIgnoringCase(String lowerCase) {
    if (length() < lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (lower(at(i)) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the octets are this lower-case ASCII text, in any case. */
  public boolean isTextIgnoringCase(String lowerCase) {
    return length() == lowerCase.length() && beginsWithIgnoringCase(lowerCase);
  }

  /** One character per octet. */
  public String text() {
    return new String(array, from, length(), ISO_8859_1);
  }

  /** Says how long it is and nothing more: it may be a credential. */
  @Override
  public String toString() {
    return "Octets[" + length() + "]";
  }

  /** The octet, as a lower-case letter if it is an ASCII letter. */
  public static int lower(int octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }
}
