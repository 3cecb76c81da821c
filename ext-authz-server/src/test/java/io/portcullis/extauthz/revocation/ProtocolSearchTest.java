package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.model.Bug;
import io.portcullis.extauthz.revocation.model.LogBounds;
import io.portcullis.extauthz.revocation.model.LogScene;
import io.portcullis.extauthz.revocation.model.Search;
import io.portcullis.extauthz.revocation.model.State;
import io.portcullis.extauthz.revocation.model.Tape;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.Soak;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real follower goes along into every state of the searched log: it is given what the modelled
 * one was given on the way there, and must say the same. A model that the code does not follow
 * proves nothing.
 */
@Tag(Soak.TAG)
class ProtocolSearchTest {
  private static final long CLOCK_ERROR = 1;

  record Searched(LogBounds bounds, Set<Bug> bugs) {}

  static Stream<Searched> searched() {
    return Stream.of(
        new Searched(new LogBounds(2, 1, 1, 3, 1, 1, false, true, false), Set.of()),
        new Searched(new LogBounds(2, 1, 1, 2, 1, 1, true, false, true), Set.of()),
        new Searched(
            new LogBounds(3, 1, 1, 2, 2, Soak.times(0, 1), false, Soak.isLong(), Soak.isLong()),
            Set.of()),
        new Searched(
            new LogBounds(2, 1, 1, 3, Soak.times(1, 2), 0, false, false, true),
            Set.of(Bug.HEAD_RESTARTS_IN_ITS_EPOCH)));
  }

  @ParameterizedTest
  @MethodSource("searched")
  @SuppressWarnings("SystemOut") // where Surefire looks for the output of a test
  void realFollowerAgreesInEveryState(Searched searched) {
    RecordedTape tape = new RecordedTape();
    LogScene replayed = LogScene.planted(searched.bounds(), searched.bugs(), tape);
    Set<String> compared = new HashSet<>();

    Search.Result result =
        Search.of(
            LogScene.planted(searched.bounds(), searched.bugs(), Tape.NONE),
            (state, way) -> {
              tape.clear();
              State end = replayed.replay(way.steps());
              assertThat(end).isEqualTo(state);
              String given = tape.given() + replayed.watched(end) + replayed.kept(end);
              if (compared.add(given)) {
                assertAgreement(replayed, end, tape);
              }
            });

    System.out.println(
        searched + ": " + result.states() + " states, " + compared.size() + " follower's lives");
    assertThat(result.hole()).isEmpty();
    assertThat(compared).hasSizeGreaterThan(100);
  }

  private static void assertAgreement(LogScene scene, State state, RecordedTape tape) {
    RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);
    ShardProof proof =
        new ReplicaShardProof(
            RevocationKeys.CONTROL_SHARD, replica, new ShardNumber(), new RecordedEvents());
    SealedReader reader =
        new SealedReader(
            TruthLog.KEYS, TruthLog.HOME.name(), RevocationKeys.CONTROL_SHARD, proof::refused);
    ShardLog log = new ShardLog(proof, reader, replica, CLOCK_ERROR);

    tape.play(log, scene, state);

    assertThat(replica.freshness().control())
        .as(tape.given())
        .isEqualTo(scene.follower().fresh(state));
    assertThat(log.isSuspect()).as(tape.given()).isEqualTo(scene.follower().isSuspect(state));
    assertThat(log.position()).as(tape.given()).isEqualTo(position(scene, state));
    assertThat(replica.find(Tokens.ofSession(RecordedTape.WATCHED)) == RevocationType.SESSION)
        .as(tape.given())
        .isEqualTo(scene.follower().knows(state));
  }

  private static String position(LogScene scene, State state) {
    return scene.follower().isSuspect(state) || !scene.follower().hasStarted(state)
        ? "0-0"
        : RecordedTape.epoch(scene.follower().epoch(state)) + "-" + scene.follower().applied(state);
  }
}
