package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.ShardHeartbeat.Sharing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

class HeartbeatsTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String SHARD = LogBench.shardOf("u1");

  private final AtomicBoolean silenced = new AtomicBoolean();
  private final List<Heartbeats> beating = new ArrayList<>();
  private RelayBench bench;

  @BeforeEach
  void open() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    bench = new RelayBench(DYNAMO.get(), REDIS.get(), "h" + TABLE.incrementAndGet() + "-");
  }

  @AfterEach
  void close() {
    beating.forEach(Heartbeats::close);
    bench.close();
  }

  @Test
  void sayHowFarTheTruthHadGot() {
    AppendResult.Appended appended = bench.append(LogBench.user("u1"));
    beat(bench);

    await("a heartbeat", SOON, () -> newest().isPresent());
    Heartbeat heartbeat = newest().orElseThrow();
    assertThat(heartbeat.getHome()).isEqualTo("eu");
    assertThat(heartbeat.getShard()).isEqualTo(SHARD);
    assertThat(heartbeat.getEpoch()).isEqualTo(bench.truth.opened.epoch());
    assertThat(heartbeat.getHead()).isEqualTo(appended.position().sequence());
    assertThat(heartbeat.getLow()).isEqualTo(1);
    assertThat(heartbeat.getShards()).isEqualTo(4);
    assertThat(heartbeat.getMaxTokenLifeMillis()).isEqualTo(900_000);
    assertThat(heartbeat.getT0()).isCloseTo(System.currentTimeMillis(), within(2000));
    assertThat(heartbeat.getHeadHash().toByteArray())
        .isEqualTo(
            RevocationKeys.itemHash(bench.truth.truth(SHARD).getLast().payload().toByteArray()));
  }

  @Test
  void areTakenBeforeTheHeadIsRead() {
    beat(bench);

    for (int i = 0; i < 50; i++) {
      long committedBy = committed(i);
      await("a heartbeat after it", SOON, () -> t0() > committedBy);
      // Whatever was committed before t0 is in it.
      assertThat(newest().orElseThrow().getHead()).isGreaterThanOrEqualTo(i + 1);
    }
  }

  @Test
  void neverProveATimeAfterTheirHeadWasRead() {
    try (LogBench alone = new LogBench(DYNAMO.get(), "late-", bench.truth.clock);
        RevocationLog log = alone.log(item -> CompletableFuture.completedFuture(false))) {
      AtomicLong committedAtMillis = new AtomicLong();
      commitRightAfterTheHeadIsRead(alone, log, committedAtMillis);
      beating.add(
          new Heartbeats(alone.store, bench.publisher, alone.clock, shard -> false, Sharing.ALONE));
      await("a heartbeat of its head", SOON, () -> committedAtMillis.get() > 0 && t0() > 0);
      Heartbeat heartbeat = newest().orElseThrow();
      assertThat(heartbeat.getHead() == 1 || heartbeat.getT0() <= committedAtMillis.get()).isTrue();
    }
  }

  private static void commitRightAfterTheHeadIsRead(
      LogBench alone, RevocationLog log, AtomicLong committedAtMillis) {
    AtomicBoolean committed = new AtomicBoolean();
    alone.faults.always(
        GetItemRequest.class,
        (request, call) -> {
          Object answer = call.call();
          // Once: the commit reads the head as well.
          if (((GetItemRequest) request)
                  .key()
                  .equals(DynamoRevocationItem.headKey(LogBench.SETTINGS.home(), SHARD))
              && committed.compareAndSet(false, true)) {
            log.append(LogEntry.of(LogBench.user("u1")));
            committedAtMillis.set(alone.clock.millis());
          }
          return answer;
        });
  }

  @Test
  void comeFromOneInstanceAtATime() {
    List<HeedfulPublisher> instances = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      HeedfulPublisher instance = new HeedfulPublisher(bench.publisher, SHARD);
      instances.add(instance);
      beating.add(
          new Heartbeats(
              bench.truth.store, instance, bench.truth.clock, shard -> false, Sharing.ALONE));
    }
    await("twelve of them", SOON, () -> sum(instances, HeedfulPublisher::beats) >= 12);
    // Whether an instance beats is judged by what it saw: no matter how fast the machine is.
    assertThat(sum(instances, HeedfulPublisher::needless)).isZero();
    assertThat(sum(instances, HeedfulPublisher::beats))
        .isLessThan(sum(instances, HeedfulPublisher::looks));
  }

  private static long sum(
      List<HeedfulPublisher> instances, ToLongFunction<HeedfulPublisher> number) {
    return instances.stream().mapToLong(number).sum();
  }

  @Test
  void goOnWhileTheCopyIsBehind() {
    try (LogBench alone = new LogBench(DYNAMO.get(), "alone-", bench.truth.clock);
        RevocationLog log = alone.log(item -> CompletableFuture.completedFuture(false))) {
      beating.add(
          new Heartbeats(alone.store, bench.publisher, alone.clock, shard -> false, Sharing.ALONE));
      log.append(LogEntry.of(LogBench.user("u1")));
      await(
          "a heartbeat of it", SOON, () -> newest().map(beat -> beat.getHead() == 1).orElse(false));
    }
  }

  @Test
  void aForgedOrFutureOneSilencesNobody() throws PublisherException {
    long farAhead = System.currentTimeMillis() + 3_600_000;
    bench.publisher.beat(
        Heartbeat.newBuilder()
            .setHome("eu")
            .setShard(SHARD)
            .setEpoch(bench.truth.opened.epoch())
            .setShards(4)
            .setMaxTokenLifeMillis(900_000)
            .setT0(farAhead)
            .build());
    beat(bench);

    await("a heartbeat of our own", SOON, () -> t0() < farAhead);
  }

  @Test
  void stopWhileTheClockIsWrongOrTheTruthIsBehindTheCopy() throws InterruptedException {
    beat(bench);

    await("a heartbeat", SOON, () -> newest().isPresent());
    bench.truth.clockTrusted.set(false);
    assertSilent();
    bench.truth.clockTrusted.set(true);
    long seen = t0();
    await("another one", SOON, () -> t0() > seen);
    silenced.set(true);
    assertSilent();
  }

  @Test
  void areNotSentByAClockThatTheHeadsAnswerShowsToBeWrong() {
    AtomicBoolean disclosed = new AtomicBoolean();
    try (LogBench wrong =
        new LogBench(DYNAMO.get(), "wrong" + TABLE.incrementAndGet() + "-", bench.truth.clock)) {
      distrustOnceTheHeadIsRead(wrong, disclosed);
      HeedfulPublisher publisher = new HeedfulPublisher(bench.publisher, SHARD);
      beating.add(
          new Heartbeats(wrong.store, publisher, wrong.clock, shard -> false, Sharing.ALONE));
      await("the answer", SOON, disclosed::get);
      await("another look at the clock", SOON, () -> wrong.faults.calls(GetItemRequest.class) > 40);
      assertThat(publisher.beats()).isZero();
    }
  }

  private static void distrustOnceTheHeadIsRead(LogBench wrong, AtomicBoolean disclosed) {
    wrong.faults.always(
        GetItemRequest.class,
        (request, call) -> {
          Object answer = call.call();
          if (((GetItemRequest) request)
              .key()
              .equals(DynamoRevocationItem.headKey(LogBench.SETTINGS.home(), SHARD))) {
            wrong.clockTrusted.set(false);
            disclosed.set(true);
          }
          return answer;
        });
  }

  @Test
  void stopWhenDynamoDoesNotAnswerAndComeBack() throws InterruptedException {
    beat(bench);

    await("a heartbeat", SOON, () -> newest().isPresent());
    DYNAMO.get().pause();
    TimeUnit.MILLISECONDS.sleep(500);
    long seen = t0();
    TimeUnit.SECONDS.sleep(2);
    assertThat(t0()).isEqualTo(seen);
    DYNAMO.get().resume();
    await("another one", SOON, () -> t0() > seen);
  }

  private void assertSilent() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(500);
    long seen = t0();
    TimeUnit.SECONDS.sleep(1);
    assertThat(t0()).isEqualTo(seen);
  }

  private long committed(int i) {
    bench.append(LogBench.token("u1", "j" + i));
    return System.currentTimeMillis();
  }

  private void beat(RelayBench of) {
    beating.add(
        new Heartbeats(
            of.truth.store, of.publisher, of.truth.clock, shard -> silenced.get(), Sharing.ALONE));
  }

  private Optional<Heartbeat> newest() {
    try {
      return bench.publisher.heartbeat(SHARD);
    } catch (PublisherException e) {
      throw new AssertionError(e);
    }
  }

  private long t0() {
    return newest().map(Heartbeat::getT0).orElse(0L);
  }

  private static org.assertj.core.data.Offset<Long> within(long millis) {
    return org.assertj.core.api.Assertions.within(millis);
  }
}
