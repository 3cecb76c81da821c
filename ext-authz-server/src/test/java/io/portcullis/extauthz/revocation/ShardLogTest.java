package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardLogTest {
  private static final long NOW = Tokens.START;
  private static final long CLOCK_ERROR = 1_000;

  private final TruthLog truth = new TruthLog("control", 100);
  private final RecordedEvents events = new RecordedEvents();
  private final RevocationReplica replica = new RevocationReplica(new Random(1), () -> 0);
  private final Freshness freshness = replica.freshness();
  private final ShardLog log = log("control");

  @Test
  void emptyLogIsProvedByItsFirstHeartbeat() {
    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void heartbeatWaitsForTheItemsItSpeaksOf() {
    truth.revoke("a").revoke("b");
    beat(truth.beat(NOW));
    take(1);
    assertThat(freshness.control()).isEqualTo(Freshness.NONE);

    take(2);

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void heartbeatOfExactlyTheItemsAppliedCounts() {
    truth.revoke("a");
    take(1);

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void freshnessIsTheGreatestOfTheProvedAndNeverFallsBack() {
    beat(truth.beat(NOW));

    beat(truth.beat(NOW - 500));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void heartbeatAboveTheItemsAppliedIsNoProof() {
    truth.revoke("a");
    beat(truth.beat(NOW - 250));
    take(1);
    truth.revoke("b");

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW - 250);
  }

  @Test
  void itemBehindHoleProvesNothing() {
    truth.revoke("a").revoke("b").revoke("c");
    take(1);
    beat(truth.beat(NOW));

    take(3);

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
    assertThat(events.gaps()).isEqualTo(1);
  }

  @Test
  void itemBehindHoleIsObeyedAllTheSame() {
    truth.revoke("a").revoke("b").revoke("c");
    take(1);

    take(3);

    assertThat(isRevoked("c")).isTrue();
  }

  @Test
  void rereadingWithoutHoleHeals() {
    truth.revoke("a").revoke("b").revoke("c");
    take(1);
    take(3);
    beat(truth.beat(NOW));

    log.reread();
    takeAll();

    assertThat(freshness.control()).isEqualTo(NOW);
    assertThat(log.isSuspect()).isFalse();
  }

  @Test
  void rereadingRemovesNothing() {
    truth.revoke("a").revoke("b").revoke("c");
    takeAll();
    take(3);

    log.reread();

    assertThat(isRevoked("a")).isTrue();
    assertThat(isRevoked("b")).isTrue();
    assertThat(isRevoked("c")).isTrue();
  }

  @Test
  void rereadingProvesNothingUntilItHasCaughtUp() {
    truth.revoke("a").revoke("b");
    takeAll();
    log.reread();
    take(1);

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void streamThatStartsAboveLowIsNotWhole() {
    truth.revoke("a").revoke("b").revoke("c");
    take(2);
    take(3);

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
  }

  @Test
  void streamThatStartsAboveLowIsNotWholeAlsoWhenTheHeartbeatComesFirst() {
    truth.revoke("a").revoke("b").revoke("c");
    beat(truth.beat(NOW));

    take(2);
    take(3);

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void rereadStreamThatStartsAboveLowIsNotWhole() {
    truth.revoke("a").revoke("b").revoke("c");
    beat(truth.beat(NOW));
    take(2);
    log.reread();

    take(2);
    take(3);

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void streamThatStartsAtOrBelowLowIsWhole() {
    truth.revoke("a").revoke("b").revoke("c").lowAt(3);
    take(2);
    take(3);

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void jumpsOverWhatHasExpired() {
    truth.revoke("a");
    takeAll();
    truth.revoke("b").revoke("c").revoke("d").lowAt(4);
    beat(truth.beat(NOW));
    assertThat(freshness.control()).isEqualTo(Freshness.NONE);

    take(4);

    assertThat(freshness.control()).isEqualTo(NOW);
    assertThat(log.isSuspect()).isFalse();
  }

  @Test
  void logWhoseItemsHaveAllExpiredIsWholeWithoutAnyOfThem() {
    truth.revoke("a").revoke("b").lowAt(3);

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void jumpReachesNoFurtherThanLow() {
    truth.revoke("a").revoke("b").revoke("c").lowAt(3);
    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void repeatedItemsAreHarmless() {
    truth.revoke("a").revoke("b");
    takeAll();
    takeAll();

    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
    assertThat(replica.entries()).isEqualTo(2);
  }

  @Test
  void wrongHashVoidsWhatWasProved() {
    truth.revoke("a");
    takeAll();
    beat(truth.beat(NOW - 250));
    Heartbeat other = truth.heartbeat(NOW).setHeadHash(ByteString.copyFrom(new byte[32])).build();

    beat(TruthLog.sealed(other));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(freshness.oldest()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
    assertThat(events.refusals()).containsExactly(Refusal.WRONG_HASH);
  }

  @Test
  void logThatRestartsInTheSameEpochIsFoundByItsHash() {
    truth.revoke("a").revoke("b");
    takeAll();
    beat(truth.beat(NOW - 5_000));
    TruthLog restarted = new TruthLog("control", 100).revoke("x").revoke("y");

    beat(restarted.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void itemThatContinuesAnotherLogVoidsWhatWasProved() {
    truth.revoke("a").revoke("b");
    takeAll();
    beat(truth.beat(NOW - 250));
    TruthLog restored = new TruthLog("control", 100).revoke("a").revoke("x").revoke("y");

    log.item(100, 3, restored.item(3));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
    assertThat(events.refusals()).containsExactly(Refusal.BROKEN_LINK);
  }

  @Test
  void itemThatContinuesAnotherLogIsObeyedAndRemovesNothing() {
    truth.revoke("a").revoke("b");
    takeAll();
    TruthLog restored = new TruthLog("control", 100).revoke("a").revoke("x").revoke("y");

    log.item(100, 3, restored.item(3));

    assertThat(isRevoked("b")).isTrue();
    assertThat(isRevoked("y")).isTrue();
  }

  /** The newest item is the truth's, and so is its number: only the link tells. */
  @Test
  void streamOfTwoLogsIsNotProvedByTheHashOfItsLastItem() {
    truth.revoke("a").revoke("b");
    TruthLog restored = new TruthLog("control", 100).revoke("a").revoke("x").revoke("y");
    beat(restored.beat(NOW));

    takeAll();
    log.item(100, 3, restored.item(3));
    log.reread();
    takeAll();
    log.item(100, 3, restored.item(3));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
  }

  @Test
  void streamOfTwoLogsHealsOnceItIsMadeAgain() {
    truth.revoke("a").revoke("b");
    takeAll();
    TruthLog restored = new TruthLog("control", 100).revoke("a").revoke("x").revoke("y");
    log.item(100, 3, restored.item(3));
    log.reread();

    takeAll(restored);
    beat(restored.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
    assertThat(isRevoked("b")).isTrue();
  }

  @Test
  void linkOfTheFirstItemIsNotComparedWithWhatLayInItsPlaceBefore() {
    for (int i = 0; i < ItemHashes.KEPT; i++) {
      truth.revoke("s" + i);
    }
    takeAll();
    TruthLog begun = new TruthLog("control", 200).revoke("a");

    takeAll(begun);
    beat(begun.beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void linkToAnExpiredItemThatWasNeverReadIsNotCompared() {
    truth.revoke("a").revoke("b").revoke("c").lowAt(2);
    beat(truth.beat(NOW));

    take(2);
    take(3);

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void itemWithoutLinkIsRefused() {
    truth.revoke("a").revoke("b");
    LogItem second = parsed(truth.item(2));

    log.item(100, 2, TruthLog.sealed(second.toBuilder().clearPreviousHash().build()));

    refused(Refusal.MALFORMED);
  }

  @Test
  void firstItemWithLinkIsRefused() {
    truth.revoke("a").revoke("b");
    LogItem first = parsed(truth.item(1));

    log.item(
        100,
        1,
        TruthLog.sealed(
            first.toBuilder().setPreviousHash(parsed(truth.item(2)).getPreviousHash()).build()));

    refused(Refusal.MALFORMED);
  }

  @Test
  void logThatRestartsInTheSameEpochIsFoundByItsFallenHead() {
    truth.revoke("a").revoke("b");
    takeAll();
    beat(truth.beat(NOW - 5_000));

    beat(new TruthLog("control", 100).beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW - 5_000);
    assertThat(events.refusals()).containsExactly(Refusal.HEAD_FELL);
  }

  @Test
  void headMayFallWithinTheClockError() {
    truth.revoke("a");
    takeAll();
    beat(truth.beat(NOW - CLOCK_ERROR));

    beat(TruthLog.sealed(truth.heartbeat(0, NOW).build()));

    assertThat(freshness.control()).isEqualTo(NOW);
  }

  @Test
  void differentItemUnderKnownSequenceVoidsWhatWasProved() {
    truth.revoke("a");
    takeAll();
    beat(truth.beat(NOW));

    log.item(100, 1, new TruthLog("control", 100).revoke("other").item(1));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void heartbeatOlderThanTheHashesKeptIsNotBelieved() {
    for (int i = 0; i <= ItemHashes.KEPT; i++) {
      truth.revoke("s" + i);
    }
    takeAll();

    beat(TruthLog.sealed(truth.heartbeat(1, NOW).build()));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).containsExactly(Refusal.UNVERIFIABLE);
  }

  @Test
  void heartbeatFromTheFutureIsRefused() {
    beat(truth.beat(NOW + CLOCK_ERROR + 1));

    refused(Refusal.FROM_THE_FUTURE);
  }

  @Test
  void heartbeatAheadByNoMoreThanTheClockErrorIsBelieved() {
    beat(truth.beat(NOW + CLOCK_ERROR));

    assertThat(freshness.control()).isEqualTo(NOW + CLOCK_ERROR);
  }

  @Test
  void heartbeatOfAnotherShardIsRefused() {
    beat(new TruthLog("0", 100).beat(NOW));

    refused(Refusal.MISPLACED);
  }

  @Test
  void heartbeatOfAnotherHomeIsRefused() {
    beat(truth.beat(NOW - 500));
    beat(TruthLog.sealed(truth.heartbeat(NOW).setHome("elsewhere").build()));

    assertThat(freshness.control()).isEqualTo(NOW - 500);
    assertThat(events.refusals()).containsExactly(Refusal.MISPLACED);
  }

  @Test
  void heartbeatUnderForeignKeyIsRefused() {
    byte[] payload = truth.heartbeat(NOW).build().toByteArray();

    beat(TruthLog.sealed(Kind.HEARTBEAT, payload, TruthLog.FOREIGN_KEYS));

    refused(Refusal.BAD_SEAL);
  }

  @Test
  void sealOfAnItemIsNoneOfHeartbeat() {
    byte[] payload = truth.heartbeat(NOW).build().toByteArray();

    beat(TruthLog.sealed(Kind.LOG_ITEM, payload, TruthLog.KEYS));

    refused(Refusal.BAD_SEAL);
  }

  @Test
  void alteredHeartbeatIsRefused() {
    SealedMessage honest = truth.beat(NOW - 60_000);
    byte[] altered = truth.heartbeat(NOW).build().toByteArray();

    beat(new SealedMessage(altered, honest.macKeyId(), honest.mac()));

    refused(Refusal.BAD_SEAL);
  }

  @Test
  void heartbeatWithoutItsFieldsIsRefused() {
    beat(
        TruthLog.sealed(
            Heartbeat.newBuilder().setHome(TruthLog.HOME.name()).setShard("control").build()));

    refused(Refusal.MALFORMED);
  }

  @Test
  void heartbeatWhoseLowIsAboveItsItemsIsRefused() {
    beat(TruthLog.sealed(truth.heartbeat(NOW).setLow(2).build()));

    refused(Refusal.MALFORMED);
  }

  @Test
  void heartbeatOfOlderEpochIsRefused() {
    beat(truth.beat(NOW - 1_000));

    beat(new TruthLog("control", 99).beat(NOW));

    assertThat(freshness.control()).isEqualTo(NOW - 1_000);
    assertThat(events.refusals()).containsExactly(Refusal.OLDER_EPOCH);
  }

  @Test
  void itemOfOlderEpochIsRefused() {
    beat(truth.beat(NOW));

    log.item(99, 1, new TruthLog("control", 99).revoke("a").item(1));

    refusedOnly(Refusal.OLDER_EPOCH);
    assertThat(isRevoked("a")).isFalse();
  }

  @Test
  void newEpochStartsAtNothingAndKeepsEveryEntry() {
    truth.revoke("a").revoke("b");
    takeAll();
    beat(truth.beat(NOW - 1_000));
    TruthLog restored = new TruthLog("control", 200).revoke("c").revoke("d");

    beat(restored.beat(NOW));
    assertThat(freshness.control()).isEqualTo(NOW - 1_000);
    log.item(200, 1, restored.item(1));
    assertThat(freshness.control()).isEqualTo(NOW - 1_000);
    log.item(200, 2, restored.item(2));

    assertThat(freshness.control()).isEqualTo(NOW);
    assertThat(isRevoked("a")).isTrue();
    assertThat(isRevoked("d")).isTrue();
  }

  @Test
  void newEpochIsNotWholeWhenItsFirstItemIsMissing() {
    truth.revoke("a").revoke("b");
    takeAll();
    TruthLog restored = new TruthLog("control", 200).revoke("c").revoke("d").revoke("e");

    log.item(200, 3, restored.item(3));
    beat(restored.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(log.isSuspect()).isTrue();
  }

  @Test
  void heartbeatsOfTheOldEpochThatWaitedAreForgotten() {
    truth.revoke("a");
    beat(truth.beat(NOW));
    TruthLog restored = new TruthLog("control", 200).revoke("c");

    log.item(200, 1, restored.item(1));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
  }

  @Test
  void itemAtAnotherPlaceOfTheStreamIsRefused() {
    truth.revoke("a").revoke("b");

    log.item(100, 1, truth.item(2));

    refused(Refusal.MISPLACED);
    assertThat(isRevoked("b")).isFalse();
  }

  @Test
  void itemUnderForeignKeyLeavesHole() {
    truth.revoke("a").revoke("b");
    byte[] payload = truth.item(1).payload();

    log.item(100, 1, TruthLog.sealed(Kind.LOG_ITEM, payload, TruthLog.FOREIGN_KEYS));
    beat(truth.beat(NOW));
    take(2);

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).contains(Refusal.BAD_SEAL);
  }

  @Test
  void itemOfUnknownTypeIsNotPassedOver() {
    LogItem unknown =
        LogItem.newBuilder()
            .setHome(TruthLog.HOME.name())
            .setShard("control")
            .setEpoch(100)
            .setSequence(1)
            .setKeepMillis(TruthLog.KEEP_MILLIS)
            .addRevocations(Revocation.newBuilder().setTypeValue(99).setId("x"))
            .build();
    truth.commit(unknown.getRevocations(0), 0);

    log.item(100, 1, TruthLog.sealed(unknown));
    beat(truth.beat(NOW));

    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    assertThat(events.refusals()).containsExactly(Refusal.MALFORMED);
  }

  @Test
  void controlShardTellsTheNumberOfShardsAndItOnlyGrows() {
    beat(TruthLog.sealed(truth.heartbeat(NOW - 500).setShards(4).build()));

    beat(TruthLog.sealed(truth.heartbeat(NOW).setShards(3).build()));

    assertThat(freshness.control()).isEqualTo(NOW - 500);
    refusedOnly(Refusal.UNKNOWN_SHARDS);
  }

  @Test
  void userShardMustAgreeOnTheNumberOfShards() {
    ShardNumber number = new ShardNumber();
    number.learn(4);
    freshness.grow(4);
    ShardLog user = log("0", number);
    TruthLog shard = new TruthLog("0", 100);

    user.heartbeat(TruthLog.sealed(shard.heartbeat(NOW).setShards(8).build()), NOW);

    refused(Refusal.UNKNOWN_SHARDS);
  }

  @Test
  void newestHeartbeatTellsTheLongestLifeOfAToken() {
    beat(TruthLog.sealed(truth.heartbeat(NOW).setMaxTokenLifeMillis(300_000).build()));
    beat(TruthLog.sealed(truth.heartbeat(NOW - 100).setMaxTokenLifeMillis(900_000).build()));

    assertThat(replica.maxTokenLifeMillis()).isEqualTo(300_000);
    assertThat(events.tokenLives()).containsExactly(300_000L);
  }

  @Test
  void boundsTheHeartbeatsThatWait() {
    for (int i = 0; i <= ShardLog.MAX_WAITING; i++) {
      truth.revoke("s" + i);
      beat(truth.beat(NOW + i));
    }

    assertThat(events.refusals()).containsExactly(Refusal.QUEUE_FULL);
  }

  @Test
  void heartbeatsOfOneHeadWaitInOnePlace() {
    truth.revoke("a");
    for (int i = 0; i <= ShardLog.MAX_WAITING; i++) {
      beat(truth.beat(NOW + i));
    }
    take(1);

    assertThat(events.refusals()).isEmpty();
    assertThat(freshness.control()).isEqualTo(NOW + ShardLog.MAX_WAITING);
  }

  @Test
  void onlyWhatComesLiveIsNews() {
    truth.revoke("a").revoke("b").revoke("c");
    assertThat(log.item(100, 1, truth.item(1))).isEmpty();
    beat(TruthLog.sealed(truth.heartbeat(1, NOW).build()));

    assertThat(log.item(100, 2, truth.item(2))).isPresent();
    assertThat(log.item(100, 2, truth.item(2))).isEmpty();
    log.reread();
    assertThat(log.item(100, 1, truth.item(1))).isEmpty();
    assertThat(log.item(100, 2, truth.item(2))).isEmpty();
    assertThat(log.item(100, 3, truth.item(3))).isPresent();
  }

  private void refused(Refusal reason) {
    assertThat(freshness.control()).isEqualTo(Freshness.NONE);
    refusedOnly(reason);
  }

  private void refusedOnly(Refusal reason) {
    assertThat(events.refusals()).containsExactly(reason);
  }

  private void beat(SealedMessage heartbeat) {
    log.heartbeat(heartbeat, NOW);
  }

  private void take(long sequence) {
    log.item(truth.epoch(), sequence, truth.item(sequence));
  }

  private void takeAll() {
    takeAll(truth);
  }

  private void takeAll(TruthLog of) {
    for (long sequence = 1; sequence <= of.head(); sequence++) {
      log.item(of.epoch(), sequence, of.item(sequence));
    }
  }

  private static LogItem parsed(SealedMessage item) {
    try {
      return LogItem.parseFrom(item.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isRevoked(String sessionId) {
    return replica.find(Tokens.ofSession(sessionId)) == RevocationType.SESSION;
  }

  private ShardLog log(String shard) {
    return log(shard, new ShardNumber());
  }

  private ShardLog log(String shard, ShardNumber number) {
    ShardProof proof = new ReplicaShardProof(shard, replica, number, events);
    SealedReader reader =
        new SealedReader(TruthLog.KEYS, TruthLog.HOME.name(), shard, proof::refused);
    return new ShardLog(proof, reader, replica, CLOCK_ERROR);
  }
}
