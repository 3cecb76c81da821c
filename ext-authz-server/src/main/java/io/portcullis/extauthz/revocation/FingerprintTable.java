package io.portcullis.extauthz.revocation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A growing set of fingerprints, or map from them to cutoffs, that loses entries by expiry only, or
 * never.
 *
 * <p>Between 62.5 % (with cutoffs, two thirds) and 75 % full, so an id takes 13.3 to 16 bytes and a
 * cutoff 21.3 to 24. Growing copies: six to nine copies of an entry over its life, for which no
 * reader ever waits or misses; while it copies, both copies are there.
 */
final class FingerprintTable {
  static final long NO_CUTOFF = Long.MIN_VALUE;
  private static final int MIN_CAPACITY = 64;
  private static final double MAX_LOAD = 0.75;
  private static final double LOAD_AFTER_COPY = 0.625;
  private static final double LOAD_AFTER_COPY_WITH_CUTOFFS = 2.0 / 3;
  private static final int SWEEP_WORTH_ONE_IN = 8;

  private final boolean expiring;
  private volatile FingerprintSlots slots;
  private volatile int used;

  private FingerprintTable(boolean withCutoffs, boolean expiring) {
    this.expiring = expiring;
    this.slots = new FingerprintSlots(MIN_CAPACITY, withCutoffs);
  }

  /** Ids until they expire. */
  static FingerprintTable ids() {
    return new FingerprintTable(false, true);
  }

  /** Cutoffs until they expire. */
  static FingerprintTable cutoffs() {
    return new FingerprintTable(true, true);
  }

  /** Ids that are never dropped. */
  static FingerprintTable lastingIds() {
    return new FingerprintTable(false, false);
  }

  boolean contains(long fingerprint) {
    return slots.find(fingerprint) >= 0;
  }

  /** The cutoff of an entry, {@link #NO_CUTOFF} where there is none. */
  long cutoff(long fingerprint) {
    FingerprintSlots current = slots;
    int slot = current.find(fingerprint);
    return slot >= 0 ? current.cutoff(slot) : NO_CUTOFF;
  }

  boolean isEmpty() {
    return used == 0;
  }

  /** Entries held, those not yet swept included. */
  int size() {
    return used;
  }

  /** Slots, filled or not. */
  int capacity() {
    return slots.capacity();
  }

  /**
   * Writes each living entry with what is left of its time, then a 0. Beside the writer: what was
   * put before this began is among them.
   */
  void write(DataOutput out, char now) throws IOException {
    FingerprintSlots current = slots;
    for (int slot = 0; slot < current.capacity(); slot++) {
      if (isLiving(current, slot, now)) {
        out.writeLong(current.fingerprint(slot));
        out.writeChar(expiring ? current.expiry(slot) - now : 0);
        if (current.withCutoffs()) {
          out.writeLong(current.cutoff(slot));
        }
      }
    }
    out.writeLong(0);
  }

  /**
   * Puts what {@link #write} wrote. The time of each begins anew, a tick longer: the tick of now
   * may be all but over. So it never ends too early, and no restart lets it grow beyond the most
   * that an entry is ever given.
   */
  void read(DataInput in, char now, char most) throws IOException {
    for (long fingerprint = in.readLong(); fingerprint != 0; fingerprint = in.readLong()) {
      int left = Math.min(in.readChar() + 1, most);
      long cutoff = slots.withCutoffs() ? in.readLong() : NO_CUTOFF;
      put(fingerprint, cutoff, (char) (now + left), now);
    }
  }

  /** Adds or joins an entry. One writer at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  void put(long fingerprint, long cutoff, char expiry, char now) {
    int slot = slots.find(fingerprint);
    if (slot >= 0) {
      slots.join(slot, cutoff, expiry, now);
      return;
    }
    if (used + 1 > slots.capacity() * MAX_LOAD) {
      copyLiving(now);
      slot = slots.find(fingerprint);
    }
    slots.fill(~slot, fingerprint, cutoff, expiry);
    used = used + 1;
  }

  /** Drops what has expired, when that is enough to be worth a copy. One writer at a time. */
  void sweep(char now) {
    int living = living(now);
    int expired = used - living;
    if (expired > 0 && (long) expired * SWEEP_WORTH_ONE_IN >= used) {
      copyLiving(now);
    }
  }

  private void copyLiving(char now) {
    FingerprintSlots old = slots;
    int living = living(now);
    double load = old.withCutoffs() ? LOAD_AFTER_COPY_WITH_CUTOFFS : LOAD_AFTER_COPY;
    int capacity = (int) Math.max(MIN_CAPACITY, (living + 1) / load);
    FingerprintSlots next = new FingerprintSlots(capacity, old.withCutoffs());
    for (int slot = 0; slot < old.capacity(); slot++) {
      if (isLiving(old, slot, now)) {
        long fingerprint = old.fingerprint(slot);
        long cutoff = old.withCutoffs() ? old.cutoff(slot) : NO_CUTOFF;
        next.fill(~next.find(fingerprint), fingerprint, cutoff, old.expiry(slot));
      }
    }
    slots = next;
    used = living;
  }

  private int living(char now) {
    FingerprintSlots current = slots;
    int living = 0;
    for (int slot = 0; slot < current.capacity(); slot++) {
      if (isLiving(current, slot, now)) {
        living++;
      }
    }
    return living;
  }

  private boolean isLiving(FingerprintSlots slots, int slot, char now) {
    return slots.fingerprint(slot) != 0
        && !(expiring && FingerprintSlots.isBefore(slots.expiry(slot), now));
  }
}
