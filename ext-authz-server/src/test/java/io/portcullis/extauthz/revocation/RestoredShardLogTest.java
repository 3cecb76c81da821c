package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.RevocationType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard's log that goes on where a snapshot ended. */
class RestoredShardLogTest {
  private static final long NOW = Tokens.START;

  private final TruthLog truth = new TruthLog("control", 100).revoke("a").revoke("b").revoke("c");
  private final RecordedEvents events = new RecordedEvents();
  private final RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);

  @Test
  void readsOnAfterTheMarkAndIsProvedByTheNextHeartbeatAlone() {
    ShardLog log = restored();
    assertThat(log.position()).isEqualTo("100-3");

    log.heartbeat(truth.beat(NOW), NOW);

    assertThat(replica.freshness().control()).isEqualTo(NOW);
    assertThat(events.refusals()).isEmpty();
  }

  @Test
  void needsTheItemsSinceThen() {
    ShardLog log = restored();
    truth.revoke("d");
    log.heartbeat(truth.beat(NOW), NOW);
    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);

    log.item(100, 4, truth.item(4));

    assertThat(replica.freshness().control()).isEqualTo(NOW);
  }

  @Test
  void noticesHoleBehindTheMark() {
    ShardLog log = restored();
    truth.revoke("d").revoke("e");

    log.item(100, 5, truth.item(5));

    assertThat(log.isSuspect()).isTrue();
  }

  @Test
  void noticesThatTheNextItemContinuesAnotherLog() {
    ShardLog log = restored();
    TruthLog other = new TruthLog("control", 100).revoke("a").revoke("b").revoke("x").revoke("y");

    log.item(100, 4, other.item(4));
    log.heartbeat(other.beat(NOW), NOW);

    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).containsExactly(Refusal.BROKEN_LINK);
    assertThat(log.isSuspect()).isTrue();
  }

  @Test
  void passesOverHeartbeatsFromBeforeTheMark() {
    ShardLog log = restored();

    log.heartbeat(TruthLog.sealed(truth.heartbeat(2, NOW - 500).build()), NOW);

    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).isEmpty();
    assertThat(log.isSuspect()).isFalse();
  }

  @Test
  void noticesThatTheItemOfTheMarkIsNotTheTruths() {
    ShardLog log = restored();
    TruthLog other = new TruthLog("control", 100).revoke("x").revoke("y").revoke("z");

    log.heartbeat(other.beat(NOW), NOW);

    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).containsExactly(Refusal.WRONG_HASH);
    assertThat(log.isSuspect()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {99, 101})
  void beginsAnewWhenTheLogIsAnother(long epoch) {
    TruthLog other = new TruthLog("control", epoch).revoke("x");
    ShardLog log = restored();

    log.heartbeat(other.beat(NOW), NOW);

    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.OTHER_LOG);
    becomesWhole(log, other, epoch);
  }

  @Test
  void beginsAnewWhenTheFirstItemIsOfAnotherLog() {
    TruthLog other = new TruthLog("control", 101).revoke("x");
    ShardLog log = restored();

    log.item(101, 1, other.item(1));

    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.OTHER_LOG);
    becomesWhole(log, other, 101);
  }

  /** Else the stream would never be read from its beginning, and the node never be ready. */
  @Test
  void leftOverHeartbeatsOfAnOlderLogDoNotStopTheReadingAnew() {
    TruthLog older = new TruthLog("control", 99).revoke("x");
    ShardLog log = restored();

    log.heartbeat(older.beat(NOW - 500), NOW);
    log.heartbeat(older.beat(NOW - 250), NOW);
    log.heartbeat(truth.beat(NOW), NOW);

    becomesWhole(log, truth, 100);
  }

  @Test
  void beginsAnewWhenTheHomeIsAnother() {
    ShardLog log = log();
    ShardMark mark = mark();
    log.restore(
        new ShardMark("elsewhere", mark.epoch(), mark.start(), mark.applied(), mark.headHash()));

    log.heartbeat(truth.beat(NOW), NOW);

    assertThat(events.snapshots()).containsExactly(SnapshotOutcome.OTHER_LOG);
    becomesWhole(log, truth, 100);
  }

  @Test
  void onceProvedAnOlderLogIsRefusedAsEver() {
    ShardLog log = restored();
    log.heartbeat(truth.beat(NOW - 250), NOW);

    log.heartbeat(new TruthLog("control", 99).beat(NOW), NOW);

    assertThat(replica.freshness().control()).isEqualTo(NOW - 250);
    assertThat(events.refusals()).containsExactly(Refusal.OLDER_EPOCH);
  }

  @Test
  void marksOnlyWhatWasProved() {
    ShardLog log = log();
    takeAll(log, truth, 100);
    assertThat(log.mark()).isEmpty();

    log.heartbeat(TruthLog.sealed(truth.heartbeat(2, NOW).build()), NOW);
    assertThat(log.mark()).hasValueSatisfying(mark -> assertThat(mark.applied()).isEqualTo(2));

    log.heartbeat(truth.beat(NOW), NOW);
    assertThat(log.mark()).hasValueSatisfying(mark -> assertThat(mark.applied()).isEqualTo(3));
  }

  @Test
  void marksNothingOnceAnItemWasNotTheTruths() {
    ShardLog log = log();
    takeAll(log, truth, 100);
    log.heartbeat(truth.beat(NOW - 250), NOW);
    TruthLog other = new TruthLog("control", 100).revoke("x").revoke("y").revoke("z");

    log.heartbeat(other.beat(NOW), NOW);
    log.reread();

    assertThat(log.mark()).isEmpty();
  }

  /** Its stream has to be read from its beginning; then it is as any other. */
  private void becomesWhole(ShardLog log, TruthLog of, long epoch) {
    assertThat(log.isSuspect()).isTrue();
    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);
    log.reread();
    log.heartbeat(of.beat(NOW), NOW);
    assertThat(replica.freshness().control()).isEqualTo(Freshness.NONE);
    takeAll(log, of, epoch);
    assertThat(replica.freshness().control()).isEqualTo(NOW);
    assertThat(replica.find(Tokens.ofSession(of == truth ? "a" : "x")))
        .isEqualTo(RevocationType.SESSION);
  }

  private static void takeAll(ShardLog log, TruthLog of, long epoch) {
    for (long sequence = 1; sequence <= of.head(); sequence++) {
      log.item(epoch, sequence, of.item(sequence));
    }
  }

  private ShardLog restored() {
    ShardLog log = log();
    log.restore(mark());
    return log;
  }

  private ShardMark mark() {
    return new ShardMark("local", 100, 1, 3, truth.heartbeat(NOW).getHeadHash());
  }

  private ShardLog log() {
    ShardProof proof = new ReplicaShardProof("control", replica, new ShardNumber(), events);
    SealedReader reader =
        new SealedReader(TruthLog.KEYS, TruthLog.HOME.name(), "control", proof::refused);
    return new ShardLog(proof, reader, replica, 1_000);
  }
}
