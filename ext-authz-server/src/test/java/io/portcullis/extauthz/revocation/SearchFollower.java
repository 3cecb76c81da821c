package io.portcullis.extauthz.revocation;

import java.util.ArrayList;
import java.util.List;

/**
 * The follower's rules in as few words as they can be said, for the search: small enough to be
 * copied at every step, with bugs to plant. That {@link ShardLog} does the same is checked in every
 * state the search reaches.
 */
final class SearchFollower {
  /** What may be wrong in it. */
  record Bugs(boolean appliesOverHole, boolean strictCutoff, boolean provesTooEarly) {
    static final Bugs NONE = new Bugs(false, false, false);
  }

  /** A heartbeat: at t0 there were exactly the items up to the head. */
  record Beat(int head, long t0) {}

  private final Bugs bugs;
  private final List<Beat> waiting = new ArrayList<>();
  private int applied;
  private long cutoff = Long.MIN_VALUE;
  private long fresh = Freshness.NONE;
  private boolean lowKnown;
  private boolean suspect;

  SearchFollower(Bugs bugs) {
    this.bugs = bugs;
  }

  SearchFollower copy() {
    SearchFollower copy = new SearchFollower(bugs);
    copy.waiting.addAll(waiting);
    copy.applied = applied;
    copy.cutoff = cutoff;
    copy.fresh = fresh;
    copy.lowKnown = lowKnown;
    copy.suspect = suspect;
    return copy;
  }

  void item(int sequence, long notAfter) {
    cutoff = Math.max(cutoff, notAfter);
    if (suspect) {
      return;
    }
    if (sequence > applied + 1 && !bugs.appliesOverHole) {
      suspect = true;
    } else {
      applied = Math.max(applied, sequence);
    }
    prove();
  }

  void beat(Beat beat) {
    lowKnown = true;
    waiting.add(beat);
    prove();
  }

  void reread() {
    suspect = false;
    applied = 0;
  }

  private void prove() {
    int reach = bugs.provesTooEarly ? applied + 1 : applied;
    for (Beat beat : List.copyOf(waiting)) {
      if (!suspect && lowKnown && beat.head() <= reach) {
        waiting.remove(beat);
        fresh = Math.max(fresh, beat.t0());
      }
    }
  }

  boolean covers(long sessionStart) {
    return bugs.strictCutoff ? sessionStart < cutoff : sessionStart <= cutoff;
  }

  long fresh() {
    return fresh;
  }

  boolean isSuspect() {
    return suspect;
  }

  int applied() {
    return applied;
  }

  @Override
  public String toString() {
    return applied + " " + cutoff + " " + fresh + " " + suspect + " " + waiting;
  }
}
