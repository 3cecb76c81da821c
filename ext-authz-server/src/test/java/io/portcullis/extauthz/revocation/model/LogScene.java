package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * Truth, log, relays, Redis, heartbeats, network, follower and check. The network loses, repeats
 * and reorders heartbeats at will: any that was written may be taken at any time, any number of
 * times or never. Whoever does nothing has paused. Watched is one token, valid from the start, and
 * its revocation.
 */
public final class LogScene extends Scene {
  private static final int NOTHING = 0;
  private static final int T0_TAKEN = 1;
  private static final int HEAD_READ = 2;

  private final LogBounds bounds;
  private final Set<Bug> bugs;
  private final int promised;

  private final Cell now = layout.cell("now", 15);
  private final Cell faults;
  private final Cell cursorEpoch;
  private final Cell cursor;
  private final Cell checkStage = layout.cell("check", 2);
  private final Cell checkProof;
  private final Cell late = layout.flag("yes too late");

  private final Truth truth;
  private final RedisLog redis;
  private final Beats beats;
  private final FollowerModel follower;

  /**
   * @param promised D, within which a yes may follow the acknowledgement
   */
  public LogScene(LogBounds bounds, int promised, Set<Bug> bugs, Tape tape) {
    this.bounds = bounds;
    this.bugs = bugs;
    this.promised = promised;
    faults = layout.cell("faults", bounds.faults());
    cursorEpoch = layout.cell("cursor's epoch", 2);
    cursor = layout.cell("cursor", bounds.items() + 1);
    checkProof = layout.cell("its proof", bounds.time() + bounds.clockError());
    truth = new Truth(layout, bounds, bugs);
    redis = new RedisLog(layout, bounds, truth, bugs);
    beats = new Beats(layout, bounds);
    follower = new FollowerModel(layout, bounds, truth, beats, bugs, tape);
    step("time goes on", s -> now.of(s) < bounds.time(), s -> now.add(s, 1));
    truthChanges();
    relaysCopy();
    redisLoses();
    for (int beat = 0; beat < bounds.beats(); beat++) {
      heart(beat);
    }
    followerReads();
    tokenIsChecked();
  }

  /**
   * The log of another region. Its relay sees items as replication brings them, so it waits where
   * one is missing, which every relay may do at any time; and it knows {@code low} only from a
   * heartbeat of earlier. That a heartbeat comes late is in every scene.
   */
  static LogScene ofOtherHome(LogBounds bounds) {
    LogScene scene = honest(bounds, Tape.NONE);
    scene.farRelayCopies();
    return scene;
  }

  /** As the protocol is, and what it promises: D = S + ε. */
  public static LogScene honest(LogBounds bounds, Tape tape) {
    return planted(bounds, Set.of(), tape);
  }

  public static LogScene honest(LogBounds bounds) {
    return honest(bounds, Tape.NONE);
  }

  /** With these bugs, and what the protocol promises. */
  public static LogScene planted(LogBounds bounds, Set<Bug> bugs, Tape tape) {
    return new LogScene(bounds, bounds.maxStaleness() + bounds.clockError(), bugs, tape);
  }

  public FollowerModel follower() {
    return follower;
  }

  /** Generation of the watched revocation, and its sequence; 0 before it is committed. */
  public int watchedGeneration(State state) {
    return truth.generation(state);
  }

  public int watched(State state) {
    return truth.watched(state);
  }

  /** How many items of the first generation the second one begins with. */
  public int kept(State state) {
    return truth.kept(state);
  }

  /**
   * G4: whether the follower knows all there is, and is fresh, once nothing fails any more: relays
   * copy, a heartbeat comes, the follower connects again and reads. Changes the state.
   */
  public boolean heals(State state) {
    for (int round = 0; round < 3; round++) {
      relayMakesGood(state);
      connectAgain(state);
      if (follower.isSuspect(state)) {
        rereadFromTheBeginning(state);
      }
      while (nextEntry(state) >= 0) {
        readEntry(state);
      }
      beats.replace(state, 0, now.of(state), truth);
      follower.beatAnew(state, 0);
    }
    return follower.fresh(state) >= now.of(state)
        && (follower.knows(state) || !truth.isRevoked(state));
  }

  private void relayMakesGood(State state) {
    redis.pausedDies(state);
    if (redis.hasHoles(state)) {
      redis.clear(state);
    }
    while (redis.canTrim(state)) {
      redis.trim(state);
    }
    while (redis.lacksItem(state)) {
      redis.copyNext(state);
    }
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
      step(
          "the table is restored to its first item",
          truth::canBeRestored,
          truth::restoreToItsFirstItem);
    }
  }

  private void relaysCopy() {
    step("a relay copies the next item", redis::lacksItem, redis::copyNext);
    step("a relay finds holes and clears the copy", redis::hasHoles, redis::clear);
    if (bounds.expiry()) {
      step("a relay trims below low", redis::canTrim, redis::trim);
    }
    if (bounds.pausedRelay()) {
      step("a relay looks and pauses", redis::canPause, redis::lookAndPause);
      step("a writer's relay pauses before it copies", redis::canHandOver, redis::handOver);
      step("the paused relay writes", redis::isPaused, redis::pausedWrites);
      step("the paused relay dies", redis::isPaused, redis::pausedDies);
    }
  }

  private void farRelayCopies() {
    for (int i = 1; i <= bounds.items(); i++) {
      int low = i;
      step(
          "a relay that knows low " + low + " copies the next item",
          s -> low < truth.low(s) && redis.lacksItem(s, low),
          s -> redis.copyNext(s, low));
      step(
          "a relay that knows low " + low + " finds holes and clears the copy",
          s -> low < truth.low(s) && redis.hasHoles(s, low),
          redis::clear);
    }
  }

  private void redisLoses() {
    step(
        "Redis loses the newest entry",
        s -> faults.of(s) < bounds.faults() && redis.length(s) > 0,
        s -> {
          faults.add(s, 1);
          redis.loseLast(s);
        });
    step(
        "Redis loses everything",
        s -> faults.of(s) < bounds.faults() && redis.length(s) > 0,
        s -> {
          faults.add(s, 1);
          redis.clear(s);
        });
  }

  /** Two clocks stand for all: that of the true time and the one that is ahead by ε. */
  private void heart(int beat) {
    boolean t0Last = bugs.contains(Bug.T0_AFTER_THE_READ);
    int beforeT0 = t0Last ? HEAD_READ - 1 : NOTHING;
    int beforeHead = t0Last ? NOTHING : T0_TAKEN;
    step(
        "beat " + beat + ": t0 is taken",
        s -> beats.isAt(s, beat, beforeT0),
        s -> beats.takeT0(s, beat, now.of(s)));
    step(
        "beat " + beat + ": t0 is taken by a clock that is ahead",
        s -> beats.isAt(s, beat, beforeT0),
        s -> beats.takeT0(s, beat, now.of(s) + bounds.clockError()));
    step(
        "beat " + beat + ": the head is read",
        s -> beats.isAt(s, beat, beforeHead),
        s -> beats.readHead(s, beat, truth));
    step(
        "beat " + beat + " is written",
        s -> beats.isAt(s, beat, HEAD_READ),
        s -> beats.write(s, beat));
  }

  private void followerReads() {
    step("the follower reads the next item", s -> nextEntry(s) >= 0, this::readEntry);
    step(
        "the follower cannot believe the next item and passes it over",
        s -> faults.of(s) < bounds.faults() && nextEntry(s) >= 0,
        s -> {
          faults.add(s, 1);
          passEntryOver(s);
        });
    for (int i = 0; i < bounds.beats(); i++) {
      int beat = i;
      step(
          "the follower takes beat " + beat,
          s -> beats.isWritten(s, beat),
          s -> follower.beat(s, beat));
    }
    if (bugs.contains(Bug.HEARTBEAT_OF_ANOTHER_SHARD)) {
      step(
          "the follower takes a heartbeat of an empty shard",
          s -> true,
          s -> follower.foreignBeat(s, now.of(s)));
    }
    step(
        "the suspect follower reads from the beginning",
        follower::isSuspect,
        this::rereadFromTheBeginning);
    if (!bugs.contains(Bug.AUTOMATIC_STREAM_IDS)) {
      step("the follower connects again", s -> !follower.isSuspect(s), this::connectAgain);
    }
  }

  private void rereadFromTheBeginning(State state) {
    cursorEpoch.set(state, 0);
    cursor.set(state, 0);
    follower.reread(state);
  }

  private void connectAgain(State state) {
    boolean started = follower.hasStarted(state);
    cursorEpoch.set(state, started ? follower.epoch(state) : 0);
    cursor.set(state, started ? follower.applied(state) : 0);
  }

  /** {@code XREAD}: the first entry after the cursor; −1 if there is none. */
  private int nextEntry(State state) {
    int length = redis.length(state);
    if (bugs.contains(Bug.AUTOMATIC_STREAM_IDS)) {
      return cursor.of(state) < length ? cursor.of(state) : -1;
    }
    for (int entry = 0; entry < length; entry++) {
      int epoch = truth.epoch(redis.generation(state, entry));
      if (epoch > cursorEpoch.of(state)
          || (epoch == cursorEpoch.of(state) && redis.sequence(state, entry) > cursor.of(state))) {
        return entry;
      }
    }
    return -1;
  }

  private void readEntry(State state) {
    int entry = nextEntry(state);
    moveCursor(state, entry);
    follower.item(state, redis.generation(state, entry), redis.sequence(state, entry));
  }

  /** Its seal is broken, or made with a key that has not come here yet. */
  private void passEntryOver(State state) {
    int entry = nextEntry(state);
    moveCursor(state, entry);
    follower.spoiltItem(redis.generation(state, entry), redis.sequence(state, entry));
  }

  private void moveCursor(State state, int entry) {
    boolean automaticIds = bugs.contains(Bug.AUTOMATIC_STREAM_IDS);
    cursorEpoch.set(state, truth.epoch(redis.generation(state, entry)));
    cursor.set(state, automaticIds ? entry + 1 : redis.sequence(state, entry));
  }

  /** Proof, look-up, clock; what is known revoked at the look-up ends there. */
  private void tokenIsChecked() {
    boolean lookUpFirst = bugs.contains(Bug.PROOF_AFTER_THE_LOOK_UP);
    step(
        "the check reads its proof",
        s -> checkStage.of(s) == (lookUpFirst ? 1 : 0) && follower.fresh(s) > 0,
        s -> {
          checkStage.add(s, 1);
          checkProof.set(s, follower.fresh(s));
        });
    step(
        "the check looks up and finds nothing",
        s -> checkStage.of(s) == (lookUpFirst ? 0 : 1) && !follower.knows(s),
        s -> checkStage.add(s, 1));
    step("the check reads the clock and says yes", this::isYes, this::sayYes);
    step("the check ends", checkStage::isSet, this::endCheck);
  }

  /** By the slowest of clocks: who says no by it, says no by any. */
  private boolean isYes(State state) {
    return checkStage.of(state) == 2
        && now.of(state) - checkProof.of(state) <= bounds.maxStaleness();
  }

  private void sayYes(State state) {
    late.set(state, truth.isRevoked(state) && now.of(state) > truth.committedAt(state) + promised);
    endCheck(state);
  }

  private void endCheck(State state) {
    checkStage.set(state, 0);
    checkProof.set(state, 0);
  }
}
