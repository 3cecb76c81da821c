package io.portcullis.extauthz.revocation.model;

import java.util.ArrayDeque;

/** The states whose successors are still to be found, first in, first out. */
final class OpenStates {
  private static final int CHUNK = 1 << 14;

  private final int words;
  private final ArrayDeque<long[]> chunks = new ArrayDeque<>();
  private int added;
  private int removed;

  OpenStates(int words) {
    this.words = words;
  }

  void add(State state) {
    if (added % CHUNK == 0) {
      chunks.addLast(new long[CHUNK * words]);
    }
    state.store(chunks.getLast(), added % CHUNK * words);
    added++;
  }

  boolean isEmpty() {
    return removed == added;
  }

  void removeInto(State state) {
    state.load(chunks.getFirst(), removed % CHUNK * words);
    removed++;
    if (removed % CHUNK == 0) {
      chunks.removeFirst();
    }
  }
}
