package io.portcullis.extauthz.revocation.model;

import java.util.ArrayList;
import java.util.List;

/** For each state found, by its number: from which one and by which step it was found first. */
final class Ways {
  private static final int CHUNK = 1 << 20;

  private final List<int[]> parents = new ArrayList<>();
  private final List<byte[]> steps = new ArrayList<>();
  private int size;

  /** Gives the next number. */
  int add(int parent, int step) {
    if (size % CHUNK == 0) {
      parents.add(new int[CHUNK]);
      steps.add(new byte[CHUNK]);
    }
    parents.getLast()[size % CHUNK] = parent;
    steps.getLast()[size % CHUNK] = (byte) step;
    return size++;
  }

  /** The steps from the first state, which has number 0, to this one. */
  int[] to(int number) {
    int length = 0;
    for (int at = number; at != 0; at = parent(at)) {
      length++;
    }
    int[] way = new int[length];
    for (int at = number; at != 0; at = parent(at)) {
      way[--length] = steps.get(at / CHUNK)[at % CHUNK];
    }
    return way;
  }

  private int parent(int number) {
    return parents.get(number / CHUNK)[number % CHUNK];
  }
}
