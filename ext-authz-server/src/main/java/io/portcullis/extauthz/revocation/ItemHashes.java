package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;

/** Hashes of the newest items applied, to compare with those in heartbeats and in the next item. */
final class ItemHashes {
  static final int KEPT = 1_024;
  private static final long NOTHING = -1;

  private final ByteString[] hashes = new ByteString[KEPT];
  private final long[] sequences = new long[KEPT];

  ItemHashes() {
    clear();
  }

  void put(long sequence, ByteString hash) {
    int slot = slot(sequence);
    hashes[slot] = hash;
    sequences[slot] = sequence;
  }

  Optional<ByteString> find(long sequence) {
    int slot = slot(sequence);
    return sequences[slot] == sequence ? Optional.ofNullable(hashes[slot]) : Optional.empty();
  }

  void clear() {
    Arrays.fill(sequences, NOTHING);
  }

  private static int slot(long sequence) {
    return (int) (sequence & (KEPT - 1));
  }
}
