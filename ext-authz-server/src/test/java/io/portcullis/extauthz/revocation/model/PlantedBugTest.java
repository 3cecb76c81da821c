package io.portcullis.extauthz.revocation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Soak;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bug, planted, must open a hole: a search that finds none of them proves nothing. */
@Tag(Soak.TAG)
class PlantedBugTest {
  private static final LogBounds ONE_BEAT = new LogBounds(5, 1, 1, 2, 1, 1, false, false, false);
  private static final LogBounds THREE_ITEMS = new LogBounds(5, 1, 1, 3, 1, 1, false, false, false);
  private static final LogBounds PAUSED_RELAY = new LogBounds(5, 1, 1, 2, 1, 0, true, false, false);
  private static final LogBounds TWO_BEATS = new LogBounds(5, 1, 1, 1, 2, 0, true, false, false);
  private static final LogBounds RECREATED = new LogBounds(5, 1, 1, 2, 1, 1, false, false, true);
  private static final LogBounds RESTORED =
      new LogBounds(4, 1, 1, 3, 1, Soak.times(0, 1), false, false, true);
  private static final int PROMISED = 2;

  @ParameterizedTest
  @EnumSource(
      names = {
        "T0_AFTER_THE_READ",
        "PROOF_AFTER_THE_LOOK_UP",
        "FOLLOWER_APPLIES_OVER_HOLE",
        "FOLLOWER_STARTS_ABOVE_LOW",
        "HEARTBEAT_OF_ANOTHER_SHARD"
      })
  void opensHoleInTheLog(Bug bug) {
    assertFound(bug, new LogScene(ONE_BEAT, PROMISED, EnumSet.of(bug), Tape.NONE));
  }

  @Test
  void opensHoleWithAutomaticStreamIds() {
    Bug bug = Bug.AUTOMATIC_STREAM_IDS;
    assertFound(bug, new LogScene(PAUSED_RELAY, PROMISED, EnumSet.of(bug), Tape.NONE));
  }

  @Test
  void opensHoleByRemovalOnResync() {
    Bug bug = Bug.REMOVAL_ON_RESYNC;
    assertFound(bug, new LogScene(THREE_ITEMS, PROMISED, EnumSet.of(bug), Tape.NONE));
  }

  @Test
  void opensHoleWhenTheHeadRestartsInItsEpoch() {
    Bug bug = Bug.HEAD_RESTARTS_IN_ITS_EPOCH;
    assertFound(
        bug, new LogScene(RECREATED, PROMISED, EnumSet.of(bug, Bug.LINKS_UNCHECKED), Tape.NONE));
    assertStoodByTheFollower(bug, RECREATED);
    assertStoodByTheFollower(bug, RESTORED);
  }

  @Test
  void newEpochStandsWithoutLinks() {
    assertStoodByTheFollower(Bug.LINKS_UNCHECKED, RECREATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"STRICT_CUTOFF", "T_WITHOUT_CLOCK_ERROR", "SLOW_COMMIT_NOT_REPEATED"})
  void opensHoleInTheCutoffs(Bug bug) {
    assertFound(bug, new CutoffScene(new CutoffScene.Bounds(6, 2, 1, 2), EnumSet.of(bug)));
  }

  @ParameterizedTest
  @EnumSource(names = {"IAT_AFTER_THE_FIRST_READ", "IAT_AS_PROOF_FOR_KEY"})
  void opensHoleInTheMint(Bug bug) {
    assertFound(
        bug, new MintScene(new MintScene.Bounds(4, 1, 1, PROMISED, false), EnumSet.of(bug)));
  }

  @Test
  void opensHoleByExpiryOnTheWallClock() {
    Bug bug = Bug.EXPIRY_BY_WALL_CLOCK;
    assertFound(
        bug, new ExpiryScene(new ExpiryScene.Bounds(20, 1, 2, 1, 6, PROMISED), EnumSet.of(bug)));
  }

  @Test
  void opensHoleInTheNearCacheByAppendingOverHole() {
    Bug bug = Bug.RELAY_APPENDS_OVER_HOLE;
    LogBounds bounds = new LogBounds(4, 1, 1, 3, 1, 0, true, false, false);
    assertFound(bug, new NearCacheScene(bounds, PROMISED, EnumSet.of(bug)));
    assertStoodByTheFollower(bug, bounds);
  }

  @Test
  void opensHoleInTheNearCacheByStartingAboveLow() {
    Bug bug = Bug.RELAY_STARTS_ABOVE_LOW;
    LogBounds bounds = new LogBounds(4, 1, 1, 2, 1, 0, true, false, false);
    assertFound(bug, new NearCacheScene(bounds, PROMISED, EnumSet.of(bug)));
    assertStoodByTheFollower(bug, bounds);
  }

  @Test
  void opensHoleInTheNearCacheByNegativeAnswerDatedByLaterHeartbeat() {
    Bug bug = Bug.NEGATIVE_DATED_BY_LATER_HEARTBEAT;
    assertFound(bug, new NearCacheScene(TWO_BEATS, PROMISED, EnumSet.of(bug)));
  }

  /** A node that follows the log sees the gap that a careless relay makes, and the broken link. */
  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  private static void assertStoodByTheFollower(Bug bug, LogBounds bounds) {
    Search.Result result = Search.of(new LogScene(bounds, PROMISED, EnumSet.of(bug), Tape.NONE));
    System.out.println(bug + ": no hole in " + result.states() + " states");
    assertThat(result.hole()).isEmpty();
  }

  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  private static void assertFound(Bug bug, Scene scene) {
    Search.Result result = Search.of(scene);
    System.out.println(
        bug + ": found after " + result.states() + " states, " + result.depth() + " steps deep");
    assertThat(result.hole()).isNotEmpty();
  }
}
