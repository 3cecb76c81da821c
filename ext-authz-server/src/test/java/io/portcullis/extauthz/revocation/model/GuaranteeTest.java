package io.portcullis.extauthz.revocation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Soak;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * G1 holds in every state within the bounds for D = S + ε, and for one tick less it does not. The
 * bounds are about ten times as many states under {@code make soak}.
 */
@Tag(Soak.TAG)
class GuaranteeTest {
  private static final int S = 1;
  private static final int CLOCK_ERROR = 1;
  private static final int D = S + CLOCK_ERROR;
  private static final LogBounds SMALL =
      new LogBounds(4, CLOCK_ERROR, S, 1, 1, 0, false, false, false);

  @Test
  void boundHoldsInTheLogUnderFaults() {
    int items = Soak.times(2, 3);
    assertHolds(
        "log", LogScene.honest(new LogBounds(4, CLOCK_ERROR, S, items, 1, 1, true, true, false)));
  }

  @Test
  void boundHoldsInTheLogOfAnotherRegion() {
    int items = Soak.times(2, 3);
    assertHolds(
        "log of another region",
        LogScene.ofOtherHome(new LogBounds(4, CLOCK_ERROR, S, items, 1, 1, false, true, false)));
  }

  @Test
  void boundHoldsInTheLogWithTwoBeats() {
    int faults = Soak.times(0, 1);
    LogBounds bounds = new LogBounds(4, CLOCK_ERROR, S, 2, 2, faults, false, false, false);
    assertHolds("log, two beats", LogScene.honest(bounds));
  }

  @Test
  void boundHoldsInLogThatIsMadeAnew() {
    int time = Soak.times(3, 5);
    LogBounds bounds = new LogBounds(time, CLOCK_ERROR, S, 2, 1, 1, Soak.isLong(), false, true);
    assertHolds("log made anew", LogScene.honest(bounds));
  }

  @Test
  void boundHoldsForMintedTokensAndTheirKeys() {
    assertHolds(
        "mint", new MintScene(new MintScene.Bounds(4, CLOCK_ERROR, S, D, Soak.isLong()), Set.of()));
  }

  @Test
  void everyOlderSessionIsCovered() {
    int logins = Soak.times(1, 2);
    assertHolds("cutoffs", new CutoffScene(new CutoffScene.Bounds(6, 2, logins, 3), Set.of()));
  }

  @Test
  void entriesAreKeptLongEnough() {
    assertHolds("expiry", new ExpiryScene(new ExpiryScene.Bounds(20, 1, 2, 1, 6, D), Set.of()));
  }

  @Test
  void boundHoldsInTheNearCache() {
    int beats = Soak.times(1, 2);
    LogBounds bounds = new LogBounds(4, CLOCK_ERROR, S, 2, beats, 1, true, false, false);
    assertHolds("near-cache", new NearCacheScene(bounds, D, Set.of()));
  }

  @Test
  void oneTickLessDoesNotHold() {
    assertBreaks(new LogScene(SMALL, D - 1, Set.of(), Tape.NONE));
    assertBreaks(new NearCacheScene(SMALL, D - 1, Set.of()));
    assertBreaks(new MintScene(new MintScene.Bounds(4, CLOCK_ERROR, S, D - 1, false), Set.of()));
  }

  @Test
  void entriesKeptTwoClockErrorsLessWouldNotCoverTheLastToken() {
    assertBreaks(new ExpiryScene(new ExpiryScene.Bounds(20, 1, 2, 1, 4, D), Set.of()));
  }

  /** G4, as far as one follower can show it. */
  @Test
  void everythingAcknowledgedReachesTheFollowerOnceNothingFailsAnyMore() {
    int items = Soak.times(2, 3);
    LogScene scene = LogScene.honest(new LogBounds(3, 1, 1, items, 1, 1, true, true, false));
    State healed = scene.first();
    Search.of(
        scene,
        (state, way) -> {
          healed.copyFrom(state);
          if (!scene.heals(healed)) {
            throw new AssertionError("does not heal: " + scene.tell(way.steps()));
          }
        });
  }

  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  private static void assertHolds(String name, Scene scene) {
    long started = System.nanoTime();
    Search.Result result = Search.of(scene);
    System.out.printf(
        "%s: %,d states, %d steps deep, %d s%n",
        name, result.states(), result.depth(), (System.nanoTime() - started) / 1_000_000_000);
    assertThat(result.hole()).isEmpty();
  }

  private static void assertBreaks(Scene scene) {
    assertThat(Search.of(scene).hole()).isNotEmpty();
  }
}
