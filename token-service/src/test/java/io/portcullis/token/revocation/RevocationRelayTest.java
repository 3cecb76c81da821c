package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RevocationRelayTest {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationRelayTest.class);

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILOVER = Duration.ofSeconds(40);

  private String prefix;
  private RelayBench bench;

  @BeforeEach
  void open() {
    prefix = "r" + TABLE.incrementAndGet() + "-";
    REDIS.get().nodes().stream()
        .filter(node -> !node.isResponsive())
        .forEach(node -> REDIS.get().restart(node));
    REDIS.get().awaitHealthy(AFTER_FAILOVER);
    bench = new RelayBench(DYNAMO.get(), REDIS.get(), prefix);
    flushAll();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void copiesARevocationBeforeItIsAnswered() {
    // An answer waits for Redis only so long: on a busy machine not every one can say so.
    AppendResult.Appended appended =
        IntStream.range(0, 20)
            .mapToObj(_ -> bench.append(LogBench.user("u1")))
            .filter(AppendResult.Appended::propagated)
            .findFirst()
            .orElseThrow();
    assertThat(bench.stream(LogBench.shardOf("u1")).getLast().getId())
        .isEqualTo(bench.truth.opened.epoch() + "-" + appended.position().sequence());
    await("copy equals truth", SOON, bench::copyEqualsTruth);
  }

  @Test
  void redisIsEmptied() {
    appendMany(bench, 0, 200);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    flushAll();
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    appendMany(bench, 200, 50);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
  }

  @Test
  void aHoleInTheCopyIsFound() {
    appendMany(bench, 0, 100);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    String shard = LogBench.shardOf("u1");
    bench
        .commands()
        .xdel(RelayBench.key(RevocationKeys.log(shard)), bench.truth.opened.epoch() + "-1");
    await("copy equals truth", SOON, bench::copyEqualsTruth);
  }

  @Test
  void twoRelaysWorkAtOnce() {
    try (RelayBench other = new RelayBench(DYNAMO.get(), REDIS.get(), prefix)) {
      CompletableFuture<Void> elsewhere =
          CompletableFuture.runAsync(() -> appendMany(other, 1000, 150));
      appendMany(bench, 0, 150);
      flushAll();
      elsewhere.join();
      await("copy equals truth", SOON, bench::copyEqualsTruth);
      assertThat(bench.truth.revocations()).hasSize(300);
    }
  }

  @Test
  void whatAnInstanceCommittedAndDidNotLiveToCopyIsCopiedByAnother() {
    try (LogBench dying = new LogBench(DYNAMO.get(), prefix, bench.truth.clock);
        RevocationLog log = dying.log(item -> CompletableFuture.completedFuture(false))) {
      log.append(LogEntry.of(LogBench.user("u1")));
    }
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    assertThat(bench.stream(LogBench.shardOf("u1"))).hasSize(1);
  }

  @Test
  void redisMasterIsKilledDuringRevocations() {
    RedisNode master = REDIS.get().masterOf(RevocationKeys.log(LogBench.shardOf("u1")));
    CompletableFuture<List<String>> appending =
        CompletableFuture.supplyAsync(() -> appendMany(bench, 0, 400));
    await(
        "half of them",
        SOON,
        () -> bench.truth.store.readHead(LogBench.shardOf("u1")).sequence() > 5);
    REDIS.get().kill(master);
    List<String> acknowledged = appending.join();
    REDIS.get().awaitNewMasterOf(RevocationKeys.log(LogBench.shardOf("u1")), master);
    long millis = await("copy equals truth", AFTER_FAILOVER, bench::copyEqualsTruth);
    LOG.info("{}: {}", "milliseconds from failover to complete copy", Long.toString(millis));
    assertThat(acknowledged).hasSize(400);
    assertThat(bench.truth.revocations()).extracting(Revocation::getId).containsAll(acknowledged);
  }

  @Test
  void acknowledgedRedisWritesAreLostInAFailover() {
    String log = RevocationKeys.log(LogBench.shardOf("u1"));
    appendMany(bench, 0, 20);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    RedisNode master = REDIS.get().masterOf(log);
    RedisNode replica = REDIS.get().replicaOf(master);
    REDIS.get().pause(replica);
    appendMany(bench, 100, 50);
    long written = bench.stream(LogBench.shardOf("u1")).size();
    REDIS.get().kill(master);
    REDIS.get().resume(replica);
    REDIS.get().awaitNewMasterOf(log, master);
    await("copy equals truth", AFTER_FAILOVER, bench::copyEqualsTruth);
    assertThat(bench.stream(LogBench.shardOf("u1"))).hasSize((int) written);
  }

  @Test
  void aLaterEpochReplacesTheCopyOfAnEarlierOne() {
    appendMany(bench, 0, 50);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    try (RelayBench anew = new RelayBench(DYNAMO.get(), REDIS.get(), prefix + "anew-")) {
      appendMany(anew, 0, 10);
      await("copy equals the new truth", SOON, anew::copyEqualsTruth);
      // The old log's relay finds Redis beyond its own truth.
      await("the old relay stops", SOON, bench.relay::stopped);
      assertThat(anew.relay.stopped()).isFalse();
    }
  }

  @Test
  void stopsWhenRedisIsBeyondARestoredTruth() {
    appendMany(bench, 0, 50);
    await("copy equals truth", SOON, bench::copyEqualsTruth);
    String shard = LogBench.shardOf("u1");
    bench
        .truth
        .connection
        .client()
        .updateItem(b ->
            b.tableName(prefix + "revocations")
                .key(DynamoRevocationItem.headKey(LogBench.SETTINGS.home(), shard))
                .updateExpression("SET head = :n")
                .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("1"))));
    await("the relay stops", SOON, () -> bench.relay.stopped(shard));
  }

  private static List<String> appendMany(RelayBench bench, int from, int count) {
    List<String> acknowledged = new ArrayList<>();
    for (int i = from; i < from + count; i += 10) {
      List<LogEntry> entries = new ArrayList<>();
      for (int j = i; j < Math.min(i + 10, from + count); j++) {
        entries.add(LogEntry.of(LogBench.token("u" + (j % 2), "j" + j)));
      }
      List<AppendResult> results = bench.log.append(entries);
      for (int j = 0; j < results.size(); j++) {
        if (results.get(j) instanceof AppendResult.Appended) {
          acknowledged.add(entries.get(j).request().id());
        }
      }
    }
    return acknowledged;
  }

  private void flushAll() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isResponsive() && node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
  }
}
