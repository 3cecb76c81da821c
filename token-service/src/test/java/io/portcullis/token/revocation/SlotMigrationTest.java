package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.SlotMove;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slot that lies on two masters for long: Redis refuses whatever needs keys of both. */
class SlotMigrationTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::start);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SHARD = LogBench.shardOf("u1");
  private static final NearCacheKeys NAMES = new NearCacheKeys(false);

  private RelayBench bench;
  private SlotMove move;

  @BeforeEach
  void open() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    LogBench truth =
        new LogBench(DYNAMO.get(), "m" + TABLE.incrementAndGet() + "-", InstantSource.system());
    bench =
        new RelayBench(REDIS.get(), truth, Optional.of(new NearCacheWriting(NAMES, truth.clock)));
    revoke(1);
    await("keys", SOON, () -> hasKey(1) && isWhole());
    move = REDIS.get().beginMove(RevocationKeys.log(SHARD));
  }

  @AfterEach
  void close() {
    move.finish();
    bench.close();
  }

  /** In whatever order the keys move; those that are new at the other end count as gone there. */
  @ParameterizedTest
  @ValueSource(strings = {"", "log", "top", "log top"})
  void logGoesOnAndTheKeysProveNothing(String moved) {
    String top = top();
    for (String name : moved.split(" ", -1)) {
      move.move("{rv:" + SHARD + "}:" + name);
    }

    revoke(2);
    await("the log", SOON, bench::copyEqualsTruth);
    revoke(3);
    await("the log", SOON, bench::copyEqualsTruth);

    assertThat(top()).isIn("", top);
    move.finish();
    await("keys", SOON, () -> hasKey(2) && hasKey(3) && isWhole());
    await("copy", SOON, bench::copyEqualsTruth);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hb", "hb:sealed", "hb hbs"})
  void heartbeatsGoOn(String moved) throws Exception {
    bench.publisher.beat(heartbeat(1));
    for (String name : moved.split(" ", -1)) {
      move.move("{rv:" + SHARD + "}:" + name);
    }

    bench.publisher.beat(heartbeat(2));

    assertThat(bench.publisher.heartbeat(SHARD)).contains(heartbeat(2));
    assertThat(bench.commands().xlen(key(RevocationKeys.heartbeatStream(SHARD)))).isEqualTo(2);
  }

  @Test
  void itemThatCameMeanwhileHasItsKeysAtOnceAfterAShortMove() {
    revoke(2);
    move.finish();

    await("keys", SOON, () -> hasKey(2) && isWhole());
    await("copy", SOON, bench::copyEqualsTruth);
  }

  private void revoke(int number) {
    bench.append(LogBench.token("u1", "j" + number));
  }

  private String top() {
    byte[] top = bench.commands().get(key(NAMES.top(SHARD)));
    return top == null ? "" : new String(top, US_ASCII);
  }

  /** A slow commit is written twice, so that a revocation may be two items. */
  private boolean isWhole() {
    return top().equals(bench.truth.opened.epoch() + "-" + bench.truth.truth(SHARD).size() + "-1");
  }

  private boolean hasKey(int number) {
    Revocation revoked =
        Revocation.newBuilder()
            .setType(RevocationType.TOKEN)
            .setIssuer(LogBench.ISSUER)
            .setId("j" + number)
            .build();
    return bench.commands().exists(key(NAMES.name(SHARD, revoked).orElseThrow())) == 1;
  }

  private static Heartbeat heartbeat(long t0) {
    return Heartbeat.newBuilder().setShard(SHARD).setEpoch(1).setT0(t0).build();
  }

  private static byte[] key(String name) {
    return name.getBytes(US_ASCII);
  }
}
