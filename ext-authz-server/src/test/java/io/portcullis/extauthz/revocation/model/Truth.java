package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * The truth of one shard. One of its items is watched: the revocation of the token that is checked.
 * A generation is a log; it has an epoch of its own unless that very bug is planted.
 */
final class Truth {
  private final boolean sameEpoch;
  private final Cell generation;
  private final Cell kept;
  private final Cell head;
  private final Cell low;
  private final Cell watched;
  private final Cell committedAt;

  Truth(Layout layout, LogBounds bounds, Set<Bug> bugs) {
    sameEpoch = bugs.contains(Bug.HEAD_RESTARTS_IN_ITS_EPOCH);
    generation = layout.cell("generation", bounds.recreated() ? 1 : 0);
    kept = layout.cell("kept", sameEpoch && bounds.recreated() ? 1 : 0);
    head = layout.cell("head", bounds.items());
    low = layout.cell("low", bounds.items() + 1);
    watched = layout.cell("watched item", bounds.items());
    committedAt = layout.cell("committed at", bounds.time());
  }

  void begin(State state) {
    low.set(state, 1);
  }

  int generation(State state) {
    return generation.of(state);
  }

  /** Of the item that has this place now: what a restore kept stays what it was. */
  int generation(State state, int sequence) {
    return generationBefore(state, generation.of(state), sequence + 1);
  }

  /** Of the item that this one continues. */
  int generationBefore(State state, int ofGeneration, int sequence) {
    return kept.isSet(state) && sequence - 1 <= kept.of(state) ? 0 : ofGeneration;
  }

  /** How many items of the first generation the second one begins with. */
  int kept(State state) {
    return kept.of(state);
  }

  int epoch(int ofGeneration) {
    return sameEpoch ? 1 : ofGeneration + 1;
  }

  int epoch(State state) {
    return epoch(generation.of(state));
  }

  int head(State state) {
    return head.of(state);
  }

  int low(State state) {
    return low.of(state);
  }

  boolean isRevoked(State state) {
    return watched.isSet(state);
  }

  /** The watched one's sequence, in the newest generation; 0 before it is committed. */
  int watched(State state) {
    return watched.of(state);
  }

  boolean isWatched(State state, int ofGeneration, int sequence) {
    return watched.of(state) == sequence && generation.of(state) == ofGeneration;
  }

  int committedAt(State state) {
    return committedAt.of(state);
  }

  /** One transaction: the head moves and the item is there. It is acknowledged no earlier. */
  void commit(State state, boolean theWatched, int now) {
    head.add(state, 1);
    if (theWatched) {
      watched.set(state, head.of(state));
      committedAt.set(state, now);
    }
  }

  boolean canExpire(State state) {
    return low.of(state) <= head.of(state) && low.of(state) != watched.of(state);
  }

  void expire(State state) {
    low.add(state, 1);
  }

  /** Before the watched revocation: what a restore loses is covered by new signing keys. */
  boolean canBeMadeAnew(State state) {
    return generation.of(state) == 0 && head.isSet(state) && !watched.isSet(state);
  }

  void makeAnew(State state) {
    generation.set(state, 1);
    head.set(state, 0);
    low.set(state, 1);
  }

  /** A backup from before the newest item. Honest operators begin a new log upon it. */
  boolean canBeRestored(State state) {
    return sameEpoch && head.of(state) > 1 && canBeMadeAnew(state);
  }

  void restoreToItsFirstItem(State state) {
    makeAnew(state);
    kept.set(state, 1);
    head.set(state, 1);
  }
}
