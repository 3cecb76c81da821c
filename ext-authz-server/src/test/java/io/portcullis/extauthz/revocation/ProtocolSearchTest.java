package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.SearchState.Given;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks through every state that one shard can get into within small bounds. The guarantee must
 * hold in all of them; each planted bug must break it in at least one, or the search proves
 * nothing.
 */
class ProtocolSearchTest {
  private static final SearchState.Bounds WITHOUT_LOSS = new SearchState.Bounds(2, 2, 1, 0, false);
  private static final SearchState.Bounds ONE_BEAT = new SearchState.Bounds(2, 2, 1, 1, true);

  static Stream<SearchState.Bounds> bounds() {
    return Stream.of(
        ONE_BEAT,
        new SearchState.Bounds(1, 2, 2, 0, false),
        new SearchState.Bounds(2, 1, 2, 1, true));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  void guaranteeHoldsInEveryStateAndTheRealFollowerAgrees(SearchState.Bounds bounds) {
    Result result =
        search(
            new SearchState(SearchState.Bugs.NONE, SearchFollower.Bugs.NONE, bounds),
            ProtocolSearchTest::assertRealFollowerAgrees);
    System.out.println(bounds + ": " + result.states() + " states");

    assertThat(result.hole()).isEmpty();
    assertThat(result.states()).isGreaterThan(1_000);
  }

  @Test
  void findsT0TakenAfterTheRead() {
    assertFound(new SearchState.Bugs(true, false), SearchFollower.Bugs.NONE, ONE_BEAT);
  }

  @Test
  void findsItemAppliedOverHoleOfCarelessRelay() {
    assertFound(
        new SearchState.Bugs(false, true), new SearchFollower.Bugs(true, false, false), ONE_BEAT);
  }

  @Test
  void followerAloneStandsCarelessRelay() {
    Result result =
        search(
            new SearchState(new SearchState.Bugs(false, true), SearchFollower.Bugs.NONE, ONE_BEAT),
            state -> {});

    assertThat(result.hole()).isEmpty();
  }

  @Test
  void findsStrictComparisonWithTheCutoff() {
    assertFound(SearchState.Bugs.NONE, new SearchFollower.Bugs(false, true, false), WITHOUT_LOSS);
  }

  @Test
  void findsHeartbeatCountedBeforeItsLastItem() {
    assertFound(SearchState.Bugs.NONE, new SearchFollower.Bugs(false, false, true), WITHOUT_LOSS);
  }

  private record Result(int states, Optional<String> hole) {}

  private static void assertFound(
      SearchState.Bugs bugs, SearchFollower.Bugs followerBugs, SearchState.Bounds bounds) {
    Result result = search(new SearchState(bugs, followerBugs, bounds), state -> {});
    assertThat(result.hole()).as("%d states", result.states()).isPresent();
  }

  /** Breadth first, so that the hole found is one of the shortest ways into it. */
  private static Result search(SearchState first, Consumer<SearchState> inspected) {
    Fingerprints fingerprints = new Fingerprints(new Random(1));
    Set<Long> seen = new HashSet<>();
    ArrayDeque<SearchState> open = new ArrayDeque<>();
    open.add(first);
    seen.add(fingerprints.of(first.toString()));
    while (!open.isEmpty()) {
      SearchState state = open.remove();
      inspected.accept(state);
      if (state.hole().isPresent()) {
        return new Result(seen.size(), state.hole());
      }
      for (SearchState next : state.next()) {
        if (seen.add(fingerprints.of(next.toString()))) {
          open.add(next);
        }
      }
    }
    return new Result(seen.size(), Optional.empty());
  }

  /** Gives the real state machine all that the searched one got. */
  private static void assertRealFollowerAgrees(SearchState state) {
    RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);
    ShardProof proof =
        new ReplicaShardProof(
            RevocationKeys.CONTROL_SHARD, replica, new ShardNumber(), new RecordedEvents());
    SealedReader reader =
        new SealedReader(TruthLog.KEYS, RevocationKeys.CONTROL_SHARD, proof::refused);
    ShardLog log = new ShardLog(proof, reader, replica, SearchState.EPSILON);
    TruthLog truth = truth(state.items());
    for (Given given : state.given()) {
      give(given, log, truth);
    }
    assertThat(replica.freshness().control()).as("%s", state).isEqualTo(state.follower().fresh());
    assertThat(log.isSuspect()).as("%s", state).isEqualTo(state.follower().isSuspect());
    for (long start : state.sessions()) {
      assertThat(replica.find(Tokens.startedAt(start)) == RevocationType.USER)
          .as("%s", state)
          .isEqualTo(state.follower().covers(start));
    }
  }

  private static void give(Given given, ShardLog log, TruthLog truth) {
    switch (given) {
      case Given.AnItem(int sequence) -> log.item(truth.epoch(), sequence, truth.item(sequence));
      case Given.ABeat(SearchFollower.Beat beat) ->
          log.heartbeat(
              TruthLog.sealed(truth.heartbeat(beat.head(), beat.t0()).build()), Tokens.START);
      case Given.Reread() -> log.reread();
    }
  }

  private static TruthLog truth(List<SearchState.Item> items) {
    TruthLog truth = new TruthLog(RevocationKeys.CONTROL_SHARD, 100);
    for (SearchState.Item item : items) {
      truth.commit(
          TruthLog.revocation(RevocationType.USER, item.watched() ? "user-1" : "user-2").toBuilder()
              .setTenant("default")
              .setNotAfter(item.notAfter())
              .build(),
          item.committedAt());
    }
    return truth;
  }
}
