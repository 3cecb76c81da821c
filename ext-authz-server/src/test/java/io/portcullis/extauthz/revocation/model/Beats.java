package io.portcullis.extauthz.revocation.model;

import io.portcullis.extauthz.revocation.model.Tape.Beat;

/** The heartbeats of a scene, each in the making or written; what is written stays as it is. */
final class Beats {
  private static final int IDLE = 0;
  private static final int WRITTEN = 3;

  private final Cell[] stage;
  private final Cell[] generation;
  private final Cell[] head;
  private final Cell[] low;
  private final Cell[] t0;

  Beats(Layout layout, LogBounds bounds) {
    int count = bounds.beats();
    stage = new Cell[count];
    generation = new Cell[count];
    head = new Cell[count];
    low = new Cell[count];
    t0 = new Cell[count];
    for (int i = 0; i < count; i++) {
      stage[i] = layout.cell("beat" + i, WRITTEN);
      t0[i] = layout.cell("t0", bounds.time() + bounds.clockError());
      generation[i] = layout.cell("generation", bounds.recreated() ? 1 : 0);
      head[i] = layout.cell("head", bounds.items());
      low[i] = layout.cell("low", bounds.items() + 1);
    }
  }

  int count() {
    return stage.length;
  }

  /** Whether so many of its three steps are done. Beats begin in their order. */
  boolean isAt(State state, int beat, int done) {
    return stage[beat].of(state) == done
        && (done != IDLE || beat == 0 || stage[beat - 1].isSet(state));
  }

  boolean isWritten(State state, int beat) {
    return stage[beat].of(state) == WRITTEN;
  }

  void takeT0(State state, int beat, int clock) {
    t0[beat].set(state, clock);
    stage[beat].add(state, 1);
  }

  void readHead(State state, int beat, Truth truth) {
    generation[beat].set(state, truth.generation(state, truth.head(state)));
    head[beat].set(state, truth.head(state));
    low[beat].set(state, truth.low(state));
    stage[beat].add(state, 1);
  }

  void write(State state, int beat) {
    stage[beat].add(state, 1);
  }

  /** Makes another one of it, in one go. */
  void replace(State state, int beat, int clock, Truth truth) {
    stage[beat].set(state, 1);
    t0[beat].set(state, clock);
    readHead(state, beat, truth);
    stage[beat].set(state, WRITTEN);
  }

  /** Of the newest item when the head was read. */
  int generation(State state, int beat) {
    return generation[beat].of(state);
  }

  Beat of(State state, int beat, Truth truth) {
    return new Beat(
        generation[beat].of(state),
        truth.epoch(generation[beat].of(state)),
        head[beat].of(state),
        low[beat].of(state),
        t0[beat].of(state));
  }
}
