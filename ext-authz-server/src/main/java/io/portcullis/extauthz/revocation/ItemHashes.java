package io.portcullis.extauthz.revocation;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;

/** Hashes of the newest items applied, to compare with those in heartbeats. */
final class ItemHashes {
  static final int KEPT = 1_024;

  private final ByteString[] hashes = new ByteString[KEPT];
  private final long[] sequences = new long[KEPT];

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
    Arrays.fill(sequences, 0);
  }

  private static int slot(long sequence) {
    return (int) (sequence & (KEPT - 1));
  }
}
