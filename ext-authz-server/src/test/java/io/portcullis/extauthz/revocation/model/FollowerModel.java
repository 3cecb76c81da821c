package io.portcullis.extauthz.revocation.model;

import io.portcullis.extauthz.revocation.model.Tape.Beat;
import java.util.Set;

/**
 * The follower's rules in as few words as they can be said. That {@code ShardLog} does the same is
 * checked along the way into every state of the scene it is in.
 */
public final class FollowerModel {
  private static final int NOTHING = 0;

  private final int clockError;
  private final boolean counts;
  private final boolean appliesOverHole;
  private final boolean startsAboveLow;
  private final boolean emptiesItself;
  private final boolean recreated;
  private final boolean linksUnchecked;
  private final Truth truth;
  private final Beats beats;
  private final Tape tape;

  private final Cell epoch;
  private final Cell low;
  private final Cell start;
  private final Cell applied;
  private final Cell highestHead;
  private final Cell highestHeadT0;
  private final Cell suspect;
  private final Cell fresh;
  private final Cell knows;
  private final Cell waiting;

  /** Of each sequence in the run: the generation of the item applied, plus one. */
  private final Cell[] hash;

  FollowerModel(
      Layout layout, LogBounds bounds, Truth truth, Beats beats, Set<Bug> bugs, Tape tape) {
    this.clockError = bounds.clockError();
    this.counts = bugs.contains(Bug.AUTOMATIC_STREAM_IDS);
    this.appliesOverHole = bugs.contains(Bug.FOLLOWER_APPLIES_OVER_HOLE);
    this.startsAboveLow = bugs.contains(Bug.FOLLOWER_STARTS_ABOVE_LOW);
    this.emptiesItself = bugs.contains(Bug.REMOVAL_ON_RESYNC);
    this.recreated = bounds.recreated();
    this.linksUnchecked = bugs.contains(Bug.LINKS_UNCHECKED);
    this.truth = truth;
    this.beats = beats;
    this.tape = tape;
    int items = bounds.items();
    epoch = layout.cell("follower's epoch", 2);
    low = layout.cell("its low", items + 1);
    start = layout.cell("its start", items + 1);
    applied = layout.cell("applied", items + 1);
    highestHead = layout.cell("its highest head", items);
    highestHeadT0 = layout.cell("of t0", bounds.time() + clockError);
    suspect = layout.flag("suspect");
    fresh = layout.cell("fresh", bounds.time() + clockError);
    knows = layout.flag("knows");
    waiting = layout.cell("waiting beats", (1 << bounds.beats()) - 1);
    hash = new Cell[items + 1];
    for (int i = 1; i <= items; i++) {
      hash[i] = layout.cell("hash" + i, recreated ? 2 : 0);
    }
    hash[0] = layout.cell("no hash", 0);
  }

  public int epoch(State state) {
    return epoch.of(state);
  }

  public int applied(State state) {
    return applied.of(state);
  }

  public boolean hasStarted(State state) {
    return start.of(state) != NOTHING;
  }

  public int fresh(State state) {
    return fresh.of(state);
  }

  public boolean isSuspect(State state) {
    return suspect.isSet(state);
  }

  /** Whether the watched revocation is in its set. */
  public boolean knows(State state) {
    return knows.isSet(state);
  }

  /** The stream's next entry. Entries join whatever else is wrong. */
  void item(State state, int generation, int sequence) {
    int itsEpoch = truth.epoch(generation);
    tape.item(generation, itsEpoch, sequence);
    if (itsEpoch < epoch.of(state)) {
      return;
    }
    if (itsEpoch > epoch.of(state)) {
      beginEpoch(state, itsEpoch);
    }
    if (truth.isWatched(state, generation, sequence)) {
      knows.set(state, true);
    }
    if (!suspect.isSet(state)) {
      extendRun(state, counts ? applied.of(state) + 1 : sequence, generation);
      proveWaiting(state);
    }
  }

  /** An entry that it does not believe: the next in order will show the gap. */
  void spoiltItem(int generation, int sequence) {
    tape.spoiltItem(generation, truth.epoch(generation), sequence);
  }

  /** A heartbeat, in whatever order they come. */
  void beat(State state, int slot) {
    Beat beat = beats.of(state, slot, truth);
    tape.beat(beat);
    boolean headFell =
        beat.epoch() == epoch.of(state)
            && beat.head() < highestHead.of(state)
            && beat.t0() > highestHeadT0.of(state) + clockError;
    if (beat.epoch() < epoch.of(state) || headFell) {
      return;
    }
    if (beat.epoch() > epoch.of(state)) {
      beginEpoch(state, beat.epoch());
    }
    if (beat.head() > highestHead.of(state)) {
      highestHead.set(state, beat.head());
      highestHeadT0.set(state, beat.t0());
    }
    low.raise(state, beat.low());
    skipExpired(state);
    await(state, slot, beat);
    proveWaiting(state);
  }

  /** A heartbeat in the place of another, which no longer waits. */
  void beatAnew(State state, int slot) {
    waiting.set(state, waiting.of(state) & ~(1 << slot));
    beat(state, slot);
  }

  /** Bug only: what another shard's heartbeat would do if nothing told it apart. */
  void foreignBeat(State state, int t0) {
    if (applied.of(state) >= low.of(state) - 1 && !suspect.isSet(state)) {
      fresh.raise(state, t0);
    }
  }

  /** The stream is about to be read from its beginning, into the same entries. */
  void reread(State state) {
    tape.reread();
    startOver(state);
    if (emptiesItself) {
      knows.set(state, false);
    }
  }

  private void startOver(State state) {
    suspect.set(state, false);
    for (Cell each : hash) {
      each.set(state, 0);
    }
    if (low.of(state) > 0) {
      expectFromLow(state);
    } else {
      start.set(state, NOTHING);
      applied.set(state, 0);
    }
  }

  private void beginEpoch(State state, int newEpoch) {
    epoch.set(state, newEpoch);
    low.set(state, 0);
    highestHead.set(state, 0);
    highestHeadT0.set(state, 0);
    waiting.set(state, 0);
    startOver(state);
  }

  private void extendRun(State state, int sequence, int generation) {
    if (start.of(state) == NOTHING) {
      start.set(state, sequence);
      applied.set(state, sequence - 1);
    }
    if (sequence > applied.of(state) + 1 && !appliesOverHole) {
      suspect.set(state, true);
    } else if (sequence > applied.of(state) && isLinkBroken(state, sequence, generation)) {
      voidProof(state);
    } else if (sequence > applied.of(state)) {
      putHash(state, sequence, generation);
      applied.set(state, sequence);
    } else if (hasOtherHash(state, sequence, generation)) {
      voidProof(state);
    }
  }

  private void skipExpired(State state) {
    if (start.of(state) == NOTHING || applied.of(state) < low.of(state) - 1) {
      expectFromLow(state);
    } else if (start.of(state) > low.of(state) && !startsAboveLow) {
      suspect.set(state, true);
    }
  }

  private void expectFromLow(State state) {
    start.set(state, low.of(state));
    applied.set(state, low.of(state) - 1);
  }

  /** Of two that speak of the same item only the newer one waits. */
  private void await(State state, int slot, Beat beat) {
    for (int other = 0; other < beats.count(); other++) {
      if (isWaiting(state, other) && saysAsMuch(state, other, beat)) {
        return;
      }
    }
    for (int other = 0; other < beats.count(); other++) {
      if (isWaiting(state, other)
          && beats.of(state, other, truth).head() == beat.head()
          && beats.generation(state, other) == beats.generation(state, slot)) {
        waiting.set(state, waiting.of(state) & ~(1 << other));
      }
    }
    waiting.set(state, waiting.of(state) | 1 << slot);
  }

  private boolean isWaiting(State state, int slot) {
    return (waiting.of(state) & 1 << slot) != 0;
  }

  private boolean saysAsMuch(State state, int slot, Beat beat) {
    Beat other = beats.of(state, slot, truth);
    return other.epoch() == beat.epoch() && other.head() == beat.head() && other.t0() >= beat.t0();
  }

  private void proveWaiting(State state) {
    for (int slot = 0; slot < beats.count(); slot++) {
      if (isWaiting(state, slot)
          && !suspect.isSet(state)
          && start.of(state) != NOTHING
          && beats.of(state, slot, truth).head() <= applied.of(state)) {
        waiting.set(state, waiting.of(state) & ~(1 << slot));
        prove(state, slot);
      }
    }
  }

  private void prove(State state, int slot) {
    Beat beat = beats.of(state, slot, truth);
    if (beat.head() >= low.of(state)
        && hasOtherHash(state, beat.head(), beats.generation(state, slot))) {
      voidProof(state);
    } else {
      fresh.raise(state, beat.t0());
    }
  }

  private void putHash(State state, int sequence, int generation) {
    if (recreated) {
      hash[sequence].set(state, generation + 1);
    }
  }

  private boolean hasOtherHash(State state, int sequence, int generation) {
    return recreated && hash[sequence].isSet(state) && hash[sequence].of(state) != generation + 1;
  }

  private boolean isLinkBroken(State state, int sequence, int generation) {
    return !linksUnchecked
        && hasOtherHash(state, sequence - 1, truth.generationBefore(state, generation, sequence));
  }

  private void voidProof(State state) {
    fresh.set(state, 0);
    suspect.set(state, true);
  }
}
