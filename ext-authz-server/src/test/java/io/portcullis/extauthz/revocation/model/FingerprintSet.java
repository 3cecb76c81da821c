package io.portcullis.extauthz.revocation.model;

import java.util.Arrays;

/**
 * The states seen, as 64-bit fingerprints in open addressing: 8 bytes for each slot, at most 60 %
 * full. Two states with one fingerprint would hide one of them; for n states the chance that any
 * two collide is below n² / 2^65: 2.4e-5 for 30 million.
 */
final class FingerprintSet {
  private static final int FIRST_CAPACITY = 1 << 16;
  private static final double MAX_LOAD = 0.6;

  private long[] slots = new long[FIRST_CAPACITY];
  private int size;

  /** Whether it is new. */
  boolean add(long fingerprint) {
    if (!put(slots, fingerprint)) {
      return false;
    }
    size++;
    if (size > slots.length * MAX_LOAD) {
      grow();
    }
    return true;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] more = new long[slots.length * 2];
    Arrays.stream(slots).filter(fingerprint -> fingerprint != 0).forEach(each -> put(more, each));
    slots = more;
  }

  private static boolean put(long[] slots, long fingerprint) {
    int mask = slots.length - 1;
    int slot = (int) fingerprint & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == fingerprint) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = fingerprint;
    return true;
  }
}
