package io.portcullis.extauthz.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Open addressing with linear probing over primitive arrays: 10 bytes a slot, 18 with cutoffs.
 *
 * <p>One writer, readers without locks. A slot is filled once and never emptied or moved: a reader
 * that probes while something shifts under it could miss an entry. Who needs room or wants to drop
 * the expired builds another one.
 */
final class FingerprintSlots {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] fingerprints;
  private final long[] cutoffs;
  private final char[] expiries;
  private final boolean withCutoffs;

  FingerprintSlots(int capacity, boolean withCutoffs) {
    this.fingerprints = new long[capacity];
    this.cutoffs = new long[withCutoffs ? capacity : 0];
    this.expiries = new char[capacity];
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

  /** The fingerprint in a slot, or 0. Writer only. */
  long fingerprint(int slot) {
    return fingerprints[slot];
  }

  long cutoff(int slot) {
    return (long) LONGS.getAcquire(cutoffs, slot);
  }

  /** Writer only. */
  char expiry(int slot) {
    return expiries[slot];
  }

  /** Fills an empty slot. The fingerprint comes last: who sees it sees the rest. */
  void fill(int slot, long fingerprint, long cutoff, char expiry) {
    expiries[slot] = expiry;
    if (withCutoffs) {
      LONGS.setRelease(cutoffs, slot, cutoff);
    }
    LONGS.setRelease(fingerprints, slot, fingerprint);
  }

  /**
   * Joins into a filled slot: the later cutoff and the later expiry stand. An expiry of long ago
   * that nobody swept must not pass for a later one, half a turn on.
   */
  void join(int slot, long cutoff, char expiry, char now) {
    if (isBefore(expiries[slot], now) || isBefore(expiries[slot], expiry)) {
      expiries[slot] = expiry;
    }
    if (withCutoffs && cutoffs[slot] < cutoff) {
      LONGS.setRelease(cutoffs, slot, cutoff);
    }
  }

  /** Expiries count round in 16 bits; all that are alive together lie within half a turn. */
  static boolean isBefore(char expiry, char other) {
    return (short) (expiry - other) < 0;
  }
}
