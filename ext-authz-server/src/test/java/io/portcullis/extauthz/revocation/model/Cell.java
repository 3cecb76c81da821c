package io.portcullis.extauthz.revocation.model;

/** A small number or a flag in a {@link State}, from 0 to a maximum that is enforced. */
public final class Cell {
  private final String name;
  private final int max;
  private final int word;
  private final int shift;
  private final long mask;

  Cell(String name, int max, int word, int shift, int bits) {
    this.name = name;
    this.max = max;
    this.word = word;
    this.shift = shift;
    this.mask = (1L << bits) - 1;
  }

  public int of(State state) {
    return (int) ((state.words[word] >>> shift) & mask);
  }

  public boolean isSet(State state) {
    return of(state) != 0;
  }

  void set(State state, int value) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " = " + value + ", beyond 0.." + max);
    }
    state.words[word] = (state.words[word] & ~(mask << shift)) | ((long) value << shift);
  }

  void set(State state, boolean value) {
    set(state, value ? 1 : 0);
  }

  void add(State state, int difference) {
    set(state, of(state) + difference);
  }

  /** Sets it to the value if that is greater. */
  void raise(State state, int value) {
    set(state, Math.max(of(state), value));
  }

  String name() {
    return name;
  }
}
