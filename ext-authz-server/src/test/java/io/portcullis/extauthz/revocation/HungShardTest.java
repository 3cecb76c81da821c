package io.portcullis.extauthz.revocation;

import static io.portcullis.extauthz.revocation.RevocationContractTest.await;
import static io.portcullis.extauthz.revocation.Tokens.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.overload.LookUpWorkers;
import io.portcullis.extauthz.revocation.NearCacheLookUps.Answering;
import io.portcullis.extauthz.revocation.NearCacheLookUps.Slots;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One master of a real cluster hangs. */
class HungShardTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final int SHARDS = 8;
  private static final int PLACES = 16;
  private static final int PLACES_OF_ONE = 4;

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(START));
  private final FollowerTiming timing =
      new FollowerTiming(clock, clock::nanoTime, new Random(1), 1_000);
  private final RedisTruth truth = new RedisTruth(REDIS.get(), false);
  private final RevocationReplica replica = new RevocationReplica(new Random(1), clock::nanoTime);
  private final ShardNumber number = new ShardNumber(timing::monotonicMillis);
  private final LookUpWorkers workers = new LookUpWorkers(PLACES);
  private final NearCacheLookUps lookUps =
      new NearCacheLookUps(
          replica,
          number,
          new Slots(
              new RedisSlotSource(truth.redis, new NearCacheKeys(false), 60_000, timing),
              new NearCacheKeys(false),
              shard -> new SealedReader(TruthLog.KEYS, TruthLog.HOME.name(), shard, _ -> {}),
              timing,
              60_000,
              PLACES),
          new Answering(
              new NearCacheAnswers(1_000, 0, clock::nanoTime),
              new Fingerprints(new Random(1)),
              new RecordedNearCache(),
              new RecordedEvents()));

  @AfterEach
  void close() {
    truth.close();
  }

  @Test
  void tokensOfOtherShardsAreAnswered() throws Exception {
    for (int shard = 0; shard < SHARDS; shard++) {
      TruthLog log = new TruthLog(Integer.toString(shard), START);
      truth.beat(log.shard(), TruthLog.sealed(log.heartbeat(START).setShards(SHARDS).build()));
    }
    number.learn(SHARDS);
    clock.advance(Duration.ofDays(10)); // the former number is known to be this one
    assertThat(lookUps.proves("0")).isTrue();
    RedisNode hung = REDIS.get().masterOf(RevocationKeys.log("0"));
    String answering = shardNotAt(hung);
    AtomicInteger turnedAway = new AtomicInteger();
    Map<String, Long> answers = new ConcurrentHashMap<>();

    REDIS.get().pause(hung);
    try {
      List<VerifiedToken> waiting = tokens("0", PLACES);
      waiting.forEach(token ->
          assertThat(
                  workers.offer(() -> {
                    if (lookUps.ask(token).isEmpty()) {
                      turnedAway.incrementAndGet();
                    }
                  }))
              .isTrue());
      await(() -> turnedAway.get() == PLACES - PLACES_OF_ONE);

      VerifiedToken other = tokens(answering, 1).getFirst();
      await(() -> workers.offer(() -> answer(other, answers)));
      await(() -> answers.containsKey(other.subject()));
      assertThat(answers).containsEntry(other.subject(), START);
    } finally {
      REDIS.get().resume(hung);
      REDIS.get().awaitHealthy(Duration.ofSeconds(60));
    }
  }

  private void answer(VerifiedToken token, Map<String, Long> answers) {
    Optional<Long> proof = lookUps.ask(token);
    proof.ifPresent(value -> answers.put(token.subject(), value));
  }

  private static String shardNotAt(RedisNode hung) {
    return IntStream.range(0, SHARDS)
        .mapToObj(Integer::toString)
        .filter(shard -> REDIS.get().masterOf(RevocationKeys.log(shard)) != hung)
        .findFirst()
        .orElseThrow();
  }

  private static List<VerifiedToken> tokens(String shard, int number) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "user-" + i)
        .filter(user -> RevocationKeys.shardOf("default", user, SHARDS).equals(shard))
        .limit(number)
        .map(Tokens::ofUser)
        .toList();
  }
}
