package io.portcullis.extauthz.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Open addressing with linear probing over primitive arrays: 10 bytes a slot, 16 with cutoffs.
 *
 * <p>One writer, readers without locks. A slot is filled once and never emptied or moved: a reader
 * that probes while something shifts under it could miss an entry. Who needs room or wants to drop
 * the expired builds another one.
 */
final class FingerprintSlots {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** A cutoff beside its expiry has 48 bits: Unix milliseconds until the year 6429. */
  private static final long MAX_CUTOFF = (1L << 47) - 1;

  private final long[] fingerprints;
  private final long[] cutoffsAndExpiries;
  private final char[] expiries;
  private final boolean withCutoffs;

  FingerprintSlots(int capacity, boolean withCutoffs) {
    this.fingerprints = new long[capacity];
    this.cutoffsAndExpiries = new long[withCutoffs ? capacity : 0];
    this.expiries = new char[withCutoffs ? 0 : capacity];
    this.withCutoffs = withCutoffs;
  }

  int capacity() {
    return fingerprints.length;
  }

  boolean withCutoffs() {
    return withCutoffs;
  }

  /** The slot of the fingerprint, or the complement of the empty slot where it would go. */
  int find(long fingerprint) {
    int slot = (int) Math.unsignedMultiplyHigh(fingerprint, fingerprints.length);
    while (true) {
      long found = (long) LONGS.getAcquire(fingerprints, slot);
      if (found == fingerprint) {
        return slot;
      }
      if (found == 0) {
        return ~slot;
      }
      slot = slot + 1 == fingerprints.length ? 0 : slot + 1;
    }
  }

  /** The fingerprint in a slot, or 0. */
  long fingerprint(int slot) {
    return (long) LONGS.getAcquire(fingerprints, slot);
  }

  /** A cutoff that is too late for its bits covers everything. */
  long cutoff(int slot) {
    long cutoff = (long) LONGS.getAcquire(cutoffsAndExpiries, slot) >> Character.SIZE;
    return cutoff == MAX_CUTOFF ? Long.MAX_VALUE : cutoff;
  }

  char expiry(int slot) {
    return withCutoffs ? (char) (long) LONGS.getAcquire(cutoffsAndExpiries, slot) : expiries[slot];
  }

  /** Fills an empty slot. The fingerprint comes last: who sees it sees the rest. */
  void fill(int slot, long fingerprint, long cutoff, char expiry) {
    set(slot, cutoff, expiry);
    LONGS.setRelease(fingerprints, slot, fingerprint);
  }

  /**
   * Joins into a filled slot: the later cutoff and the later expiry stand. An expiry of long ago
   * that nobody swept must not pass for a later one, half a turn on.
   */
  void join(int slot, long cutoff, char expiry, char now) {
    char known = expiry(slot);
    char later = isBefore(known, now) || isBefore(known, expiry) ? expiry : known;
    set(slot, withCutoffs ? Math.max(cutoff(slot), cutoff) : cutoff, later);
  }

  private void set(int slot, long cutoff, char expiry) {
    if (withCutoffs) {
      long bits = Math.clamp(cutoff, -MAX_CUTOFF, MAX_CUTOFF) << Character.SIZE | expiry;
      LONGS.setRelease(cutoffsAndExpiries, slot, bits);
    } else {
      expiries[slot] = expiry;
    }
  }

  /** Expiries count round in 16 bits; all that are alive together lie within half a turn. */
  static boolean isBefore(char expiry, char other) {
    return (short) (expiry - other) < 0;
  }
}
