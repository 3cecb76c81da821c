package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * How long an entry is kept: R, {@code low}, and a node that starts late, applies late, or whose
 * wall clock is wrong for a moment. What a node has not missed counts as proved at once: {@link
 * LogScene} shows when that is so.
 */
final class ExpiryScene extends Scene {
  private final Bounds bounds;
  private final boolean byWallClock;

  private final Cell now;
  private final Cell iat;
  private final Cell plannedAt;
  private final Cell committedAt;
  private final Cell belowLow = layout.flag("below low");
  private final Cell proved = layout.flag("proved");
  private final Cell appliedAt;
  private final Cell wallWrong = layout.flag("wall clock far ahead");
  private final Cell steadyAhead = layout.flag("node's time far ahead");
  private final Cell looked = layout.flag("looked up");
  private final Cell late = layout.flag("yes too late");

  /**
   * How far the search goes, in ticks.
   *
   * @param time the last tick
   * @param clockError ε
   * @param maxTokenLife the longest life of a token
   * @param leeway how long after its end a node may still accept a token
   * @param keep R
   * @param promised D
   */
  record Bounds(int time, int clockError, int maxTokenLife, int leeway, int keep, int promised) {}

  ExpiryScene(Bounds bounds, Set<Bug> bugs) {
    this.bounds = bounds;
    byWallClock = bugs.contains(Bug.EXPIRY_BY_WALL_CLOCK);
    int latest = bounds.time() + bounds.clockError();
    now = layout.cell("now", bounds.time());
    iat = layout.cell("iat", latest);
    plannedAt = layout.cell("planned at", latest);
    committedAt = layout.cell("committed at", latest);
    appliedAt = layout.cell("applied at", latest);
    step("time goes on", s -> now.of(s) < bounds.time(), s -> now.add(s, 1));
    for (int error : new int[] {0, bounds.clockError()}) {
      tokenIsMintedAndRevoked(error);
    }
    itemPassesAway();
    nodeKeepsIt();
    wallClockGoesWrong();
    tokenIsChecked();
  }

  @Override
  void begin(State state) {
    now.set(state, 1);
  }

  @Override
  String broken(State state) {
    return late.isSet(state) ? "G1: yes to the revoked token later than " + bounds.promised() : "";
  }

  /** A commit that took longer than ε would be repeated, so it is not looked at. */
  private void tokenIsMintedAndRevoked(int error) {
    step(
        "the token is minted by a clock ahead by " + error,
        s -> !iat.isSet(s) && !committedAt.isSet(s),
        s -> iat.set(s, now.of(s) + error));
    step(
        "its revocation is planned by a clock ahead by " + error,
        s -> iat.isSet(s) && !plannedAt.isSet(s),
        s -> plannedAt.set(s, now.of(s) + error));
    if (error == 0) {
      step(
          "it is committed and acknowledged",
          s ->
              plannedAt.isSet(s)
                  && !committedAt.isSet(s)
                  && now.of(s) <= plannedAt.of(s) + bounds.clockError(),
          s -> committedAt.set(s, now.of(s)));
    }
  }

  /** By an instance whose clock is ahead: 2ε later than R after the writer's time. */
  private void itemPassesAway() {
    step(
        "low passes the item, which is trimmed",
        s ->
            committedAt.isSet(s)
                && !belowLow.isSet(s)
                && now.of(s) + bounds.clockError()
                    >= plannedAt.of(s) + bounds.keep() + 2 * bounds.clockError(),
        s -> belowLow.set(s, true));
  }

  private void nodeKeepsIt() {
    step(
        "the node applies the item",
        s -> committedAt.isSet(s) && !belowLow.isSet(s) && !proved.isSet(s),
        s -> {
          proved.set(s, true);
          appliedAt.set(s, now.of(s));
        });
    step(
        "the node learns that the item is below low",
        s -> belowLow.isSet(s) && !proved.isSet(s),
        s -> proved.set(s, true));
    step("the node drops the expired entry", this::isExpired, s -> appliedAt.set(s, 0));
    step(
        "the node starts anew",
        proved::isSet,
        s -> {
          proved.set(s, false);
          appliedAt.set(s, 0);
          steadyAhead.set(s, false);
          looked.set(s, false);
        });
  }

  /** Counted from when it was applied, on the monotonic clock. */
  private boolean isExpired(State state) {
    if (!appliedAt.isSet(state)) {
      return false;
    }
    return byWallClock
        ? wallWrong.isSet(state)
            || now.of(state) + bounds.clockError() >= plannedAt.of(state) + bounds.keep()
        : now.of(state) >= appliedAt.of(state) + bounds.keep();
  }

  /** Ahead only: a clock that is behind by more than ε is outside of what is promised. */
  private void wallClockGoesWrong() {
    step(
        "the node's wall clock jumps ahead", s -> !wallWrong.isSet(s), s -> wallWrong.set(s, true));
    step("the node's wall clock is put right", wallWrong::isSet, s -> wallWrong.set(s, false));
    step(
        "the node reads the wrong clock, and never falls back",
        wallWrong::isSet,
        s -> steadyAhead.set(s, true));
  }

  private void tokenIsChecked() {
    step(
        "the check reads its proof, looks up and finds nothing",
        s -> proved.isSet(s) && !appliedAt.isSet(s) && !looked.isSet(s),
        s -> looked.set(s, true));
    step("the check reads the clock and says yes", this::isYes, this::sayYes);
  }

  /** With the node's time far ahead everything is too old and every token has ended. */
  private boolean isYes(State state) {
    return looked.isSet(state)
        && !wallWrong.isSet(state)
        && !steadyAhead.isSet(state)
        && now.of(state) <= iat.of(state) + bounds.maxTokenLife() + bounds.leeway();
  }

  private void sayYes(State state) {
    looked.set(state, false);
    late.set(state, now.of(state) > committedAt.of(state) + bounds.promised());
  }
}
