package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.revocation.SearchFollower.Beat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One shard: the truth, two relays of which one may pause between looking and writing, a Redis that
 * loses the end of its stream or all of it, two beaters whose clocks differ by the clock error, and
 * a follower that may do nothing for as long as it likes. Time goes in steps of one clock error.
 */
final class SearchState {
  /** What may be wrong around the follower. */
  record Bugs(boolean t0AfterRead, boolean relayAppendsOverHole) {
    static final Bugs NONE = new Bugs(false, false);
  }

  /** How far the search goes. */
  record Bounds(int time, int items, int beats, int losses, boolean pausedRelay) {}

  /** A revocation of all sessions so far, of the one user that is watched or of another. */
  record Item(boolean watched, long notAfter, long committedAt, int sessionsBefore) {}

  /** What the follower was given, so that the real one can be given the same. */
  sealed interface Given {
    record AnItem(int sequence) implements Given {}

    record ABeat(Beat beat) implements Given {}

    record Reread() implements Given {}
  }

  static final long EPSILON = 1;
  static final long START = 100;
  private static final int MAX_SESSIONS = 1;
  private static final int NOTHING = -1;

  private final Bugs bugs;
  private final Bounds bounds;
  private long now = START;
  private List<Item> items = new ArrayList<>();
  private List<Long> sessions = new ArrayList<>();
  private List<Integer> stream = new ArrayList<>();
  private List<Beat> beats = new ArrayList<>();
  private List<Given> given = new ArrayList<>();
  private SearchFollower follower;
  private int beatsStarted;
  private int losses;
  private int seenBeats;
  private int position;
  private int pausedRelay = NOTHING;
  private int beater = NOTHING;
  private long beatT0;
  private int beatHead;

  SearchState(Bugs bugs, SearchFollower.Bugs followerBugs, Bounds bounds) {
    this.bugs = bugs;
    this.bounds = bounds;
    this.follower = new SearchFollower(followerBugs);
  }

  List<Item> items() {
    return items;
  }

  List<Long> sessions() {
    return sessions;
  }

  List<Given> given() {
    return given;
  }

  SearchFollower follower() {
    return follower;
  }

  /** G1: what is proved younger than a revocation and the clock error knows that revocation. */
  Optional<String> hole() {
    for (Item item : items) {
      for (long start : sessions.subList(0, item.sessionsBefore())) {
        if (item.watched()
            && !follower.covers(start)
            && follower.fresh() > item.committedAt() + EPSILON) {
          return Optional.of("session started " + start + " survives " + item + " in " + this);
        }
      }
    }
    return Optional.empty();
  }

  /** All states one step away. */
  List<SearchState> next() {
    List<SearchState> next = new ArrayList<>();
    step(next, now < START + bounds.time(), s -> s.now++);
    step(next, sessions.size() < MAX_SESSIONS, SearchState::logIn);
    step(next, items.size() < bounds.items(), s -> s.revoke(true));
    step(next, items.size() < bounds.items(), s -> s.revoke(false));
    step(next, top() < items.size(), s -> s.append(s.top() + 1));
    step(
        next,
        bounds.pausedRelay() && pausedRelay == NOTHING && top() < items.size(),
        s -> s.pausedRelay = s.top() + 1);
    step(next, pausedRelay != NOTHING, SearchState::pausedRelayGoesOn);
    step(next, losses < bounds.losses() && !stream.isEmpty(), s -> s.lose(1));
    step(next, losses < bounds.losses() && stream.size() > 1, s -> s.lose(s.stream.size()));
    step(next, beater == NOTHING && beatsStarted < bounds.beats(), s -> s.startBeat(0));
    step(next, beater == NOTHING && beatsStarted < bounds.beats(), s -> s.startBeat(1));
    step(next, beater != NOTHING, SearchState::finishBeat);
    step(next, seenBeats < beats.size(), SearchState::readBeat);
    step(next, stream.stream().anyMatch(s -> s > position), SearchState::readItem);
    step(next, follower.isSuspect(), SearchState::reread);
    return next;
  }

  private void step(List<SearchState> next, boolean possible, Consumer<SearchState> change) {
    if (possible) {
      SearchState copy = copy();
      change.accept(copy);
      next.add(copy);
    }
  }

  private long cutoff() {
    return items.stream().filter(Item::watched).mapToLong(Item::notAfter).max().orElse(0);
  }

  private void logIn() {
    sessions.add(Math.max(now, cutoff() + 1));
  }

  private void revoke(boolean watched) {
    long notAfter = Math.max(now + 2 * EPSILON, cutoff() + 1);
    items.add(new Item(watched, notAfter, now, sessions.size()));
  }

  private int top() {
    return stream.isEmpty() ? 0 : stream.getLast();
  }

  private void append(int sequence) {
    if (top() == sequence - 1 || (bugs.relayAppendsOverHole && top() < sequence)) {
      stream.add(sequence);
    }
  }

  private void pausedRelayGoesOn() {
    append(pausedRelay);
    pausedRelay = NOTHING;
  }

  private void lose(int count) {
    losses++;
    stream.subList(stream.size() - count, stream.size()).clear();
  }

  private void startBeat(int who) {
    beater = who;
    beatsStarted++;
    beatT0 = now + who * EPSILON;
    beatHead = items.size();
  }

  private void finishBeat() {
    beats.add(
        bugs.t0AfterRead
            ? new Beat(beatHead, now + beater * EPSILON)
            : new Beat(items.size(), beatT0));
    beater = NOTHING;
  }

  private void readBeat() {
    Beat beat = beats.get(seenBeats++);
    follower.beat(beat);
    given.add(new Given.ABeat(beat));
  }

  private void readItem() {
    int sequence = stream.stream().filter(s -> s > position).findFirst().orElseThrow();
    position = sequence;
    Item item = items.get(sequence - 1);
    follower.item(sequence, item.watched() ? item.notAfter() : 0);
    given.add(new Given.AnItem(sequence));
  }

  private void reread() {
    position = 0;
    follower.reread();
    given.add(new Given.Reread());
  }

  private SearchState copy() {
    SearchState copy = new SearchState(bugs, SearchFollower.Bugs.NONE, bounds);
    copy.now = now;
    copy.items = new ArrayList<>(items);
    copy.sessions = new ArrayList<>(sessions);
    copy.stream = new ArrayList<>(stream);
    copy.beats = new ArrayList<>(beats);
    copy.given = new ArrayList<>(given);
    copy.follower = follower.copy();
    copy.beatsStarted = beatsStarted;
    copy.losses = losses;
    copy.seenBeats = seenBeats;
    copy.position = position;
    copy.pausedRelay = pausedRelay;
    copy.beater = beater;
    copy.beatT0 = beatT0;
    copy.beatHead = beatHead;
    return copy;
  }

  /** Everything that the future depends on. */
  @Override
  public String toString() {
    return "now "
        + now
        + " items "
        + items
        + " sessions "
        + sessions
        + " stream "
        + stream
        + " beats "
        + beats.subList(seenBeats, beats.size())
        + "/"
        + beatsStarted
        + " beat "
        + beater
        + ","
        + beatT0
        + ","
        + beatHead
        + " losses "
        + losses
        + " position "
        + position
        + " paused "
        + pausedRelay
        + " follower "
        + follower;
  }
}
