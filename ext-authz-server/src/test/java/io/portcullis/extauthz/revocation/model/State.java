package io.portcullis.extauthz.revocation.model;

import java.util.Arrays;

/** A scene's state, packed into a few words; read and written through {@link Cell}s. */
public final class State {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  final long[] words;

  State(int words) {
    this.words = new long[words];
  }

  void copyFrom(State other) {
    System.arraycopy(other.words, 0, words, 0, words.length);
  }

  void load(long[] from, int offset) {
    System.arraycopy(from, offset, words, 0, words.length);
  }

  void store(long[] to, int offset) {
    System.arraycopy(words, 0, to, offset, words.length);
  }

  /**
   * 64 bits, never 0. Each word goes through a bijection before it is joined, so states of one word
   * never collide (but for the one that stands in for 0).
   */
  long fingerprint() {
    long hash = 0;
    for (long word : words) {
      hash = mix((hash ^ word) + GOLDEN_GAMMA);
    }
    return hash == 0 ? 1 : hash;
  }

  // SplitMix64's finalizer (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
  private static long mix(long z) {
    long once = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof State state && Arrays.equals(words, state.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
