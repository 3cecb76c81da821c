package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.RedisNearCacheCleanUp.Pace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The keys beside the log, from the truth through real relays. */
class NearCacheRelayTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final AtomicInteger TABLE = new AtomicInteger();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SHARD = LogBench.shardOf("u1");

  private final NearCacheKeys names = new NearCacheKeys(false);
  private String prefix;
  private RelayBench bench;

  @BeforeEach
  void open() {
    flushAll();
    prefix = "n" + TABLE.incrementAndGet() + "-";
    bench = bench(true);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void keysComeBackAfterRedisIsEmptied() {
    revoke(bench, "j1", "j2", "j3");
    await("keys", SOON, () -> hasKeys("j1", "j2", "j3"));

    flushAll();

    await("keys again", SOON, () -> hasKeys("j1", "j2", "j3") && reaches(3));
    revoke(bench, "j4");
    await("the next", SOON, () -> hasKeys("j4") && reaches(4));
  }

  @Test
  void logThatWasCopiedBeforeGetsItsKeys() {
    bench.close();
    try (RelayBench unaware = bench(false)) {
      revoke(unaware, "j1", "j2");
      await("copy", SOON, unaware::copyEqualsTruth);
    }
    bench = bench(true);

    await("keys", SOON, () -> hasKeys("j1", "j2") && reaches(2));
    await("copy", SOON, bench::copyEqualsTruth);
  }

  @Test
  void keysWithoutAnEndAreGivenOneAndTheOthersLeftAlone() throws Exception {
    revoke(bench, "j1");
    await("keys", SOON, () -> hasKeys("j1") && reaches(1));
    long left = millisLeft(name("j1"));
    bench.commands().set(RelayBench.key(name("for-ever")), RelayBench.key("1"));
    bench.commands().set(RelayBench.key(name("too-long")), RelayBench.key("1"));
    bench.commands().pexpire(RelayBench.key(name("too-long")), Duration.ofDays(300));
    AtomicLong limited = new AtomicLong();

    cleanUp(limited).clean(SHARD);

    assertThat(limited).hasValue(2);
    for (String id : List.of("for-ever", "too-long")) {
      assertThat(millisLeft(name(id))).isBetween(1L, NearCacheKeys.LONGEST_MILLIS);
    }
    assertThat(millisLeft(name("j1"))).isBetween(1L, left);
    assertThat(bench.commands().pttl(RelayBench.key(names.top(SHARD)))).isEqualTo(-1);
    assertThat(reaches(1)).isTrue();
  }

  @Test
  void everyKeyOfAShardIsLookedAt() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      bench.commands().set(RelayBench.key(name("k" + i)), RelayBench.key("1"));
    }
    AtomicLong limited = new AtomicLong();

    cleanUp(limited).clean(SHARD);

    assertThat(limited).hasValue(1_000);
  }

  @Test
  void cleanUpGoesOnAfterAFault() {
    bench.commands().set(RelayBench.key(name("for-ever")), RelayBench.key("1"));
    AtomicInteger rounds = new AtomicInteger();
    AtomicLong limited = new AtomicLong();
    RedisNearCacheCleanUp cleanUp =
        new RedisNearCacheCleanUp(
            bench.redis,
            () -> {
              if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("planned");
              }
              return List.of(SHARD);
            },
            new Pace(Duration.ofMillis(10), new Random(1)),
            limited::addAndGet);

    try (PeriodicTask _ = cleanUp.start()) {
      await("the key", SOON, () -> limited.get() == 1);
    }
  }

  private RedisNearCacheCleanUp cleanUp(AtomicLong limited) {
    return new RedisNearCacheCleanUp(
        bench.redis,
        () -> List.of(SHARD),
        new Pace(Duration.ofHours(1), new Random(1)),
        limited::addAndGet);
  }

  private RelayBench bench(boolean aware) {
    LogBench truth = new LogBench(DYNAMO.get(), prefix, InstantSource.system());
    return new RelayBench(
        REDIS.get(),
        truth,
        aware ? Optional.of(new NearCacheWriting(names, truth.clock)) : Optional.empty());
  }

  private static void revoke(RelayBench by, String... tokens) {
    for (String token : tokens) {
      by.append(LogBench.token("u1", token));
    }
  }

  private boolean hasKeys(String... tokens) {
    return List.of(tokens).stream().allMatch(token -> millisLeft(name(token)) > 0);
  }

  private boolean reaches(long sequence) {
    byte[] top = bench.commands().get(RelayBench.key(names.top(SHARD)));
    return top != null
        && new String(top, US_ASCII).equals(bench.truth.opened.epoch() + "-" + sequence + "-1");
  }

  private String name(String token) {
    return names
        .name(
            SHARD,
            Revocation.newBuilder()
                .setType(RevocationType.TOKEN)
                .setIssuer(LogBench.ISSUER)
                .setId(token)
                .build())
        .orElseThrow();
  }

  private long millisLeft(String name) {
    return bench.commands().pttl(RelayBench.key(name));
  }

  private static void flushAll() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isResponsive() && node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
  }
}
