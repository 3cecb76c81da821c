package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * near-cache mode: the plain keys in Redis, a relay, heartbeats, failovers, and a node that keeps
 * "not revoked" with the proof that came in the same atomic answer. The slot holds the top of the
 * log, the key of the watched revocation and the newest heartbeat; a replica holds what they once
 * were.
 */
final class NearCacheScene extends Scene {
  private static final int T0_TAKEN = 1;
  private static final int HEAD_READ = 2;
  private static final int WRITTEN = 3;

  private final LogBounds bounds;
  private final int promised;
  private final boolean appendsOverHole;
  private final boolean startsAboveLow;
  private final boolean t0Last;
  private final boolean datedLater;

  private final Cell now;
  private final Cell faults;
  private final Truth truth;
  private final Beats beats;
  private final Slot master;
  private final Slot replica;
  private final Cell pausedItem;
  private final Cell pausedGeneration;
  private final Cell pausedLow;
  private final Cell asking = layout.cell("asking", 2);
  private final Cell answered;
  private final Cell cached;
  private final Cell checked;
  private final Cell late = layout.flag("yes too late");

  /** What one slot of Redis holds. */
  private record Slot(Cell epoch, Cell top, Cell revoked, Cell beat) {
    void copyFrom(State state, Slot other) {
      epoch.set(state, other.epoch.of(state));
      top.set(state, other.top.of(state));
      revoked.set(state, other.revoked.of(state));
      beat.set(state, other.beat.of(state));
    }

    void clear(State state) {
      epoch.set(state, 0);
      top.set(state, 0);
      revoked.set(state, 0);
      beat.set(state, 0);
    }
  }

  NearCacheScene(LogBounds bounds, int promised, Set<Bug> bugs) {
    this.bounds = bounds;
    this.promised = promised;
    appendsOverHole = bugs.contains(Bug.RELAY_APPENDS_OVER_HOLE);
    startsAboveLow = bugs.contains(Bug.RELAY_STARTS_ABOVE_LOW);
    t0Last = bugs.contains(Bug.T0_AFTER_THE_READ);
    datedLater = bugs.contains(Bug.NEGATIVE_DATED_BY_LATER_HEARTBEAT);
    int latest = bounds.time() + bounds.clockError();
    now = layout.cell("now", bounds.time());
    faults = layout.cell("faults", bounds.faults());
    truth = new Truth(layout, bounds, bugs);
    beats = new Beats(layout, bounds);
    master = slot("master's ");
    replica = slot("replica's ");
    pausedItem = layout.cell("paused relay's item", bounds.items());
    pausedGeneration = layout.cell("of generation", bounds.recreated() ? 1 : 0);
    pausedLow = layout.cell("with low", bounds.items() + 1);
    answered = layout.cell("answer's proof", latest);
    cached = layout.cell("cached proof", latest);
    checked = layout.cell("check's proof", latest);
    step("time goes on", s -> now.of(s) < bounds.time(), s -> now.add(s, 1));
    truthChanges();
    relaysCopy();
    redisFails();
    for (int beat = 0; beat < bounds.beats(); beat++) {
      heart(beat);
    }
    nodeAsks();
    tokenIsChecked();
  }

  @Override
  void begin(State state) {
    now.set(state, 1);
    truth.begin(state);
  }

  @Override
  String broken(State state) {
    return late.isSet(state) ? "G1: yes to the revoked token later than " + promised : "";
  }

  private Slot slot(String whose) {
    return new Slot(
        layout.cell(whose + "epoch", 2),
        layout.cell(whose + "top", bounds.items()),
        layout.flag(whose + "key"),
        layout.cell(whose + "beat+1", bounds.beats()));
  }

  private void truthChanges() {
    step(
        "the revocation is committed and acknowledged",
        s -> truth.head(s) < bounds.items() && !truth.isRevoked(s),
        s -> truth.commit(s, true, now.of(s)));
    step(
        "another revocation is committed",
        s -> truth.head(s) < bounds.items(),
        s -> truth.commit(s, false, now.of(s)));
    if (bounds.expiry()) {
      step("the oldest item expires", truth::canExpire, truth::expire);
    }
    if (bounds.recreated()) {
      step("the log is made anew", truth::canBeMadeAnew, truth::makeAnew);
    }
  }

  private void relaysCopy() {
    step(
        "a relay copies the next item",
        s -> next(s) <= truth.head(s),
        s -> append(s, truth.generation(s), next(s), truth.low(s)));
    step(
        "a relay looks and pauses",
        s -> !pausedItem.isSet(s) && next(s) <= truth.head(s),
        s -> pause(s, next(s), truth.low(s)));
    step(
        "a writer's relay pauses before it copies",
        s -> !pausedItem.isSet(s) && truth.head(s) > 0,
        s -> pause(s, truth.head(s), 0));
    step(
        "the paused relay writes",
        pausedItem::isSet,
        s -> {
          append(s, pausedGeneration.of(s), pausedItem.of(s), pausedLow.of(s));
          forgetPaused(s);
        });
    step("the paused relay dies", pausedItem::isSet, this::forgetPaused);
  }

  private int next(State state) {
    return master.top().isSet(state) && master.epoch().of(state) == truth.epoch(state)
        ? master.top().of(state) + 1
        : truth.low(state);
  }

  private void pause(State state, int item, int low) {
    pausedItem.set(state, item);
    pausedGeneration.set(state, truth.generation(state));
    pausedLow.set(state, low);
  }

  private void forgetPaused(State state) {
    pausedItem.set(state, 0);
    pausedGeneration.set(state, 0);
    pausedLow.set(state, 0);
  }

  /** The Lua script: log, keys and top in one go. */
  private void append(State state, int generation, int item, int low) {
    int epoch = truth.epoch(generation);
    int top = master.top().of(state);
    int topEpoch = master.epoch().of(state);
    boolean follows = appendsOverHole ? item > top : item == top + 1;
    boolean goesOn = top > 0 && topEpoch == epoch && follows;
    boolean begins = (top == 0 || topEpoch < epoch) && (item == low || startsAboveLow);
    if (goesOn || begins) {
      master.epoch().set(state, epoch);
      master.top().set(state, item);
      if (truth.isWatched(state, generation, item)) {
        master.revoked().set(state, true);
      }
    }
  }

  /** A failover loses whatever the replica had not got, of all that was written in one order. */
  private void redisFails() {
    step("the replica catches up", s -> true, s -> replica.copyFrom(s, master));
    step(
        "Redis fails over to the replica",
        s -> faults.of(s) < bounds.faults(),
        s -> {
          faults.add(s, 1);
          master.copyFrom(s, replica);
        });
    step(
        "Redis loses everything",
        s -> faults.of(s) < bounds.faults(),
        s -> {
          faults.add(s, 1);
          master.clear(s);
          replica.clear(s);
        });
  }

  private void heart(int beat) {
    for (int error : new int[] {0, bounds.clockError()}) {
      step(
          "beat " + beat + ": t0 is taken by a clock ahead by " + error,
          s -> beats.isAt(s, beat, t0Last ? 1 : 0),
          s -> beats.takeT0(s, beat, now.of(s) + error));
    }
    step(
        "beat " + beat + ": the head is read",
        s -> beats.isAt(s, beat, t0Last ? 0 : T0_TAKEN),
        s -> beats.readHead(s, beat, truth));
    step(
        "beat " + beat + " is written",
        s -> beats.isAt(s, beat, HEAD_READ),
        s -> {
          beats.write(s, beat);
          master.beat().set(s, beat + 1);
        });
    step(
        "a wrong order brings back beat " + beat,
        s -> beats.isAt(s, beat, WRITTEN) && master.beat().isSet(s),
        s -> master.beat().set(s, beat + 1));
  }

  private void nodeAsks() {
    step("the node asks", s -> asking.of(s) == 0, s -> asking.set(s, 1));
    step(
        "Redis answers that nothing is revoked",
        s -> asking.of(s) == 1 && !master.revoked().isSet(s),
        s -> {
          asking.set(s, 2);
          answered.set(s, proof(s));
        });
    step(
        "the answer comes and is kept",
        s -> asking.of(s) == 2,
        s -> {
          cached.set(s, answered.of(s));
          asking.set(s, 0);
          answered.set(s, 0);
        });
    if (datedLater) {
      step(
          "an answer on another token brings a newer heartbeat",
          s -> cached.isSet(s),
          s -> cached.raise(s, proof(s)));
    }
  }

  /** t0 if n ≤ top in the same epoch, else none. */
  private int proof(State state) {
    if (!master.beat().isSet(state)) {
      return 0;
    }
    Tape.Beat beat = beats.of(state, master.beat().of(state) - 1, truth);
    boolean sameLog = !master.top().isSet(state) || beat.epoch() == master.epoch().of(state);
    return sameLog && beat.head() <= master.top().of(state) ? beat.t0() : 0;
  }

  private void tokenIsChecked() {
    step(
        "the check reads the kept answer and its proof",
        s -> cached.isSet(s) && !checked.isSet(s),
        s -> checked.set(s, cached.of(s)));
    step(
        "the check reads the clock and says yes",
        s -> checked.isSet(s) && now.of(s) - checked.of(s) <= bounds.maxStaleness(),
        s -> {
          late.set(s, truth.isRevoked(s) && now.of(s) > truth.committedAt(s) + promised);
          checked.set(s, 0);
        });
  }
}
