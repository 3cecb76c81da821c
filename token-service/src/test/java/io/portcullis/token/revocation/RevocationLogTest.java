package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.LogBench.ISSUER;
import static io.portcullis.token.revocation.LogBench.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.AppendResult.Appended;
import io.portcullis.token.revocation.AppendResult.Refused;
import io.portcullis.token.revocation.AppendResult.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

class RevocationLogTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();

  private final MutableClock clock = MutableClock.at(Instant.now());
  private String prefix;
  private LogBench bench;
  private RevocationLog log;

  @BeforeEach
  void open() {
    prefix = "l" + TABLE.incrementAndGet() + "-";
    bench = new LogBench(DYNAMO.get(), prefix, clock);
    log = bench.log(item -> CompletableFuture.completedFuture(true));
  }

  @AfterEach
  void close() {
    log.close();
    bench.close();
  }

  @Test
  void writesAnItemWithAllItsFields() {
    Appended appended = append(LogBench.token("u1", "jti-1"));
    StoredItem stored = bench.truth(LogBench.shardOf("u1")).getFirst();
    LogItem item = LogBench.parse(stored);
    assertThat(appended.position()).isEqualTo(new Position(LogBench.shardOf("u1"), 1));
    assertThat(item.getHome()).isEqualTo("eu");
    assertThat(item.getEpoch()).isEqualTo(bench.opened.epoch());
    assertThat(item.getSequence()).isEqualTo(1);
    assertThat(item.getKeepMillis())
        .isEqualTo(Duration.ofMinutes(15).plusSeconds(30).plusSeconds(3).toMillis());
    assertThat(item.getCommittedAt()).isEqualTo(clock.millis());
    assertThat(item.getRevocations(0).getId()).isEqualTo("jti-1");
    assertThat(bench.store.readHead(LogBench.shardOf("u1")).itemHash().toByteArray())
        .isEqualTo(RevocationKeys.itemHash(stored.payload().toByteArray()));
  }

  @Test
  void sendsWhatHasNoKnownUserToTheControlShard() {
    List<RevocationRequest> requests =
        List.of(
            RevocationRequest.tenant(ISSUER, "t1"),
            RevocationRequest.client(ISSUER, "c1"),
            RevocationRequest.key(ISSUER, "k1"),
            RevocationRequest.token("https://foreign.test", "j1"),
            RevocationRequest.session("https://foreign.test", "s1"));
    assertThat(log.append(requests.stream().map(LogEntry::of).toList()))
        .allSatisfy(result ->
            assertThat(((Appended) result).position().shard())
                .isEqualTo(RevocationKeys.CONTROL_SHARD));
  }

  @Test
  void revokesAUserPastEveryClockInBound() {
    append(LogBench.user("u1"));
    long cutoff = cutoffs().latest(TENANT, "u1", "app");
    assertThat(cutoff).isEqualTo(clock.millis() + 2 * LogBench.CLOCK_ERROR.toMillis());
    assertThat(only(bench.revocations()).getNotAfter()).isEqualTo(cutoff);
  }

  @Test
  void aSessionThatStartsAfterARevocationIsNotCoveredByIt() {
    append(LogBench.user("u1"));
    Cutoffs cutoffs = cutoffs().read(TENANT, "u1", "app", "");
    long sessionStart = cutoffs.sessionStart(clock.millis());
    assertThat(cutoffs.cover(clock.millis())).isTrue();
    assertThat(cutoffs.cover(sessionStart)).isFalse();
    append(LogBench.user("u1"));
    assertThat(cutoffs().read(TENANT, "u1", "app", "").cover(sessionStart)).isTrue();
  }

  @Test
  void takesTheLatestOfUserTenantAndClientAndKnowsRevokedKeys() {
    append(RevocationRequest.tenant(ISSUER, TENANT));
    clock.advance(Duration.ofMillis(5));
    append(RevocationRequest.client(ISSUER, "app"));
    append(RevocationRequest.key(ISSUER, "k1"));
    append(RevocationRequest.client("https://foreign.test", "other"));
    assertThat(cutoffs().read(TENANT, "u1", "app", "k1"))
        .isEqualTo(new Cutoffs(clock.millis() + 2000, true));
    assertThat(cutoffs().read(TENANT, "", "other", "k2"))
        .isEqualTo(new Cutoffs(clock.millis() + 2000 - 5, false));
    assertThat(cutoffs().read("t2", "u1", "other", "k2")).isEqualTo(new Cutoffs(0, false));
  }

  @Test
  void callersThatWaitTogetherShareACommit() {
    List<LogEntry> entries =
        IntStream.range(0, 200).mapToObj(i -> LogEntry.of(LogBench.token("u1", "j" + i))).toList();
    assertThat(log.append(entries)).hasSize(200).allMatch(Appended.class::isInstance);
    List<StoredItem> items = bench.truth(LogBench.shardOf("u1"));
    assertThat(items.size()).isBetween(3, 10);
    assertThat(bench.revocations()).hasSize(200);
    assertThat(items)
        .allSatisfy(item ->
            assertThat(LogBench.parse(item).getRevocationsCount())
                .isLessThanOrEqualTo(EntryBatch.MAX_CHANGES));
  }

  @Test
  void severalWritersOfOneShardLeaveNoGapAndLoseNothing() {
    try (LogBench other = new LogBench(DYNAMO.get(), prefix, clock);
        RevocationLog otherLog = other.log(item -> CompletableFuture.completedFuture(true))) {
      List<CompletableFuture<AppendResult>> results = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        RevocationLog writer = i % 2 == 0 ? log : otherLog;
        LogEntry entry = LogEntry.of(LogBench.token("u1", "j" + i));
        results.add(
            CompletableFuture.supplyAsync(
                () -> writer.append(entry), task -> Thread.ofVirtual().start(task)));
      }
      List<AppendResult> all = results.stream().map(CompletableFuture::join).toList();
      long appended = all.stream().filter(Appended.class::isInstance).count();
      assertThat(appended).isEqualTo(60);
      assertThat(bench.revocations())
          .extracting(Revocation::getId)
          .hasSize(60)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void anEntryWhoseConditionFailsDoesNotFailItsNeighbours() {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      entries.add(
          i == 7
              ? new LogEntry(LogBench.token("u1", "bad"), List.of(unmet()))
              : LogEntry.of(LogBench.token("u1", "j" + i)));
    }
    List<AppendResult> results = log.append(entries);
    assertThat(results.get(7)).isInstanceOf(Refused.class);
    assertThat(results).filteredOn(Appended.class::isInstance).hasSize(19);
    assertThat(bench.revocations()).hasSize(19).noneMatch(r -> r.getId().equals("bad"));
  }

  @Test
  void oneUserRevokedTwiceInOneBreathGetsTwoRisingTimes() {
    List<AppendResult> results =
        log.append(List.of(LogEntry.of(LogBench.user("u1")), LogEntry.of(LogBench.user("u1"))));
    assertThat(results).allMatch(Appended.class::isInstance);
    List<Long> times = bench.revocations().stream().map(Revocation::getNotAfter).toList();
    assertThat(new HashSet<>(times)).hasSize(2);
    assertThat(cutoffs().latest(TENANT, "u1", "app")).isEqualTo(times.get(1));
  }

  @Test
  void aCommitWhoseAnswerIsLostHappensOnce() {
    bench.faults.next(
        TransactWriteItemsRequest.class,
        (request, call) -> {
          call.call();
          throw ApiCallTimeoutException.create(1);
        });
    assertThat(append(LogBench.token("u1", "j1")).position().sequence()).isEqualTo(1);
    assertThat(bench.revocations()).hasSize(1);
  }

  @Test
  void aSlowCommitIsWrittenAgainWithNewTimesBeforeItIsAcknowledged() {
    bench.faults.next(
        TransactWriteItemsRequest.class,
        (request, call) -> {
          clock.jump(LogBench.CLOCK_ERROR.plusMillis(1));
          return call.call();
        });
    Appended appended = append(LogBench.user("u1"));
    assertThat(appended.position().sequence()).isEqualTo(2);
    assertThat(appended.revokedAtMillis()).isEqualTo(clock.millis());
    assertThat(bench.revocations().getLast().getNotAfter()).isEqualTo(clock.millis() + 2000);
  }

  @Test
  void neverTakesAnUnansweredReadForNoRevocation() {
    append(LogBench.user("u1"));
    bench.faults.next(
        BatchGetItemRequest.class,
        (request, call) ->
            BatchGetItemResponse.builder()
                .responses(Map.of())
                .unprocessedKeys(((BatchGetItemRequest) request).requestItems())
                .build());
    assertThat(cutoffs().latest(TENANT, "u1", "app")).isPositive();
    bench.faults.next(
        BatchGetItemRequest.class,
        (request, call) -> {
          throw ApiCallTimeoutException.create(1);
        });
    assertThatThrownBy(() -> cutoffs().latest(TENANT, "u1", "app"))
        .isInstanceOf(StorageUnavailableException.class);
  }

  @Test
  void refusesToRevokeWhileItsClockIsWrong() {
    append(LogBench.token("u1", "j1"));
    bench.clockTrusted.set(false);
    assertThat(log.append(LogEntry.of(LogBench.token("u1", "j2")))).isInstanceOf(Unavailable.class);
    bench.clockTrusted.set(true);
    assertThat(log.append(LogEntry.of(LogBench.token("u1", "j3")))).isInstanceOf(Appended.class);
    assertThat(bench.revocations()).extracting(Revocation::getId).containsExactly("j1", "j3");
  }

  @Test
  void acknowledgesNothingByAClockThatTheCommitsAnswerShowsToBeWrong() {
    bench.faults.next(
        TransactWriteItemsRequest.class,
        (request, call) -> {
          Object answer = call.call();
          bench.clockTrusted.set(false);
          return answer;
        });
    assertThat(log.append(LogEntry.of(LogBench.user("u1")))).isInstanceOf(Unavailable.class);
  }

  @Test
  void refusesAConfigurationOtherThanTheTables() {
    RevocationLogSettings five =
        new RevocationLogSettings("eu", 5, Duration.ofMinutes(15), LogBench.CLOCK_ERROR);
    assertThatThrownBy(() -> new LogBench(DYNAMO.get(), prefix, clock, five))
        .isInstanceOf(LogLayoutException.class)
        .hasMessage(
            "the revocation log in table "
                + prefix
                + "revocations has shards: 4 and max_token_life: 900 s, this configuration says 5"
                + " and 900 s; --change-log changes the log");
  }

  @Test
  void saysWhoBeganTheLog() {
    assertThat(bench.opened.begun()).isTrue();
    try (LogBench second = new LogBench(DYNAMO.get(), prefix, clock)) {
      assertThat(second.opened)
          .isEqualTo(new DynamoRevocationStore.OpenedLog(bench.opened.epoch(), false));
    }
  }

  private Appended append(RevocationRequest request) {
    return switch (log.append(LogEntry.of(request))) {
      case Appended appended -> appended;
      case AppendResult other -> throw new AssertionError(other);
    };
  }

  private RevocationCutoffs cutoffs() {
    return new DynamoRevocationCutoffs(bench.store, ISSUER);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.getFirst();
  }

  private DynamoWrite unmet() {
    return new DynamoWrite(
        Update.builder()
            .tableName(prefix + "revocations")
            .key(Map.of("k", AttributeValue.fromS("elsewhere"), "n", AttributeValue.fromN("0")))
            .updateExpression("SET x = :x")
            .conditionExpression("attribute_exists(k)")
            .expressionAttributeValues(Map.of(":x", AttributeValue.fromN("1")))
            .build());
  }
}
