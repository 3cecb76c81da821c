package io.portcullis.extauthz.revocation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Names an entry by 64 bits instead of its strings: SipHash-1-3 (Aumasson, Bernstein) under a key
 * drawn at start, so that nobody can choose an id that collides with somebody else's.
 *
 * <p>The price is a false denial when two names meet: with ten million entries fewer than one in
 * 10^11 look-ups. Entries of different types live in different tables.
 */
final class Fingerprints {
  private final long key0;
  private final long key1;

  Fingerprints(RandomGenerator random) {
    this(random.nextLong(), random.nextLong());
  }

  private Fingerprints(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Under the key that was written. */
  static Fingerprints read(DataInput in) throws IOException {
    return new Fingerprints(in.readLong(), in.readLong());
  }

  /** Writes the key, without which stored fingerprints say nothing. */
  void write(DataOutput out) throws IOException {
    out.writeLong(key0);
    out.writeLong(key1);
  }

  /** Of an issuer; the prefix of everything that is the issuer's. */
  long of(String issuer) {
    SipHash hash = new SipHash(key0, key1);
    hash.text(issuer);
    return hash.finish();
  }

  /** Of an issuer's id. */
  long of(long issuer, String id) {
    SipHash hash = new SipHash(key0, key1);
    hash.word(issuer);
    hash.text(id);
    return hash.finish();
  }

  /** Of an id within an issuer's tenant. */
  long of(long issuer, String tenant, String id) {
    SipHash hash = new SipHash(key0, key1);
    hash.word(issuer);
    hash.text(tenant);
    hash.text(id);
    return hash.finish();
  }

  /** Short-lived and never passed on, so the compiler keeps its state in registers. */
  private static final class SipHash {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipHash(long key0, long key1) {
      v0 = key0 ^ 0x736f6d6570736575L;
      v1 = key1 ^ 0x646f72616e646f6dL;
      v2 = key0 ^ 0x6c7967656e657261L;
      v3 = key1 ^ 0x7465646279746573L;
    }

    void word(long word) {
      v3 ^= word;
      round();
      v0 ^= word;
    }

    /** Length first, so that no two sequences of texts read the same. */
    void text(String text) {
      int length = text.length();
      word(length);
      long word = 0;
      for (int i = 0; i < length; i++) {
        word = word << 16 | text.charAt(i);
        if ((i & 3) == 3) {
          word(word);
          word = 0;
        }
      }
      if ((length & 3) != 0) {
        word(word);
      }
    }

    /** Never 0, which marks an empty slot. */
    long finish() {
      v2 ^= 0xff;
      round();
      round();
      round();
      long hash = v0 ^ v1 ^ v2 ^ v3;
      return hash == 0 ? 1 : hash;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
