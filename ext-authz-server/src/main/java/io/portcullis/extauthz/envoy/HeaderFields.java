package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.request.Octets;
import io.portcullis.extauthz.request.RequestHeaders;
import java.util.Arrays;

/** Where each header field's name and value lie in a message; nothing is copied. */
final class HeaderFields implements RequestHeaders {
  // A field is four numbers: where its name begins and ends, and its value.
  private static final int NUMBERS = 4;
  private static final int USUAL_FIELDS = 24;
  private static final int[] NONE = {};

  private final byte[] message;
  private int[] places = NONE;
  private int used;

  HeaderFields(byte[] message) {
    this.message = message;
  }

  void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
    if (used == places.length) {
      places = Arrays.copyOf(places, Math.max(2 * used, USUAL_FIELDS * NUMBERS));
    }
    places[used] = nameFrom;
    places[used + 1] = nameTo;
    places[used + 2] = valueFrom;
    places[used + 3] = valueTo;
    used += NUMBERS;
  }

  int size() {
    return used / NUMBERS;
  }

  boolean isEmpty() {
    return used == 0;
  }

  Octets name(int field) {
    return new Octets(message, places[field * NUMBERS], places[field * NUMBERS + 1]);
  }

  private Octets value(int field) {
    return new Octets(message, places[field * NUMBERS + 2], places[field * NUMBERS + 3]);
  }

  @Override
  public int count(String name) {
    int count = 0;
    for (int field = 0; field < size(); field++) {
      if (name(field).isTextIgnoringCase(name)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public Octets first(String name) {
    for (int field = 0; field < size(); field++) {
      if (name(field).isTextIgnoringCase(name)) {
        return value(field);
      }
    }
    return Octets.NONE;
  }
}
