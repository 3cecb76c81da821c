package io.portcullis.extauthz.revocation;

import static io.portcullis.extauthz.revocation.RevocationContractTest.await;
import static io.portcullis.extauthz.revocation.Tokens.START;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.NearCacheEvents.LookUp;
import io.portcullis.extauthz.revocation.NearCacheEvents.Message;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import io.portcullis.testkit.SharedFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only mode near-cache does, against a real cluster. */
class NearCacheTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final Revoked REVOKED = new Revoked(RevocationType.SESSION);

  /** Longer than any test: what is asked again is so for another reason. */
  private static final NearCache.Settings KEEPING =
      new NearCache.Settings(600_000, 1_000, 2_000, 64, false);

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(START));
  private final FollowerTiming timing =
      new FollowerTiming(
          new SteadyClock(clock, clock::nanoTime), System::nanoTime, new Random(1), 1_000);
  private RedisTruth truth = new RedisTruth(REDIS.get(), false);
  private NearCacheUnderTest node = new NearCacheUnderTest(truth, timing, KEEPING);

  @AfterEach
  void close() {
    node.close();
    truth.close();
  }

  @Test
  void isReadyOnceALookUpOfEveryShardIsProved() {
    truth.beat(truth.control, START);
    await(() -> node.followedProof() == START);
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
    assertThat(node.cache.isProvedOnce()).isFalse();

    truth.beat(truth.users, START);

    await(node.cache::isProvedOnce);
  }

  @Test
  void answerIsUsedWithoutAskingAgain() {
    ready();
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(0));

    truth.flush();

    assertThat(node.asks(Tokens.foreign("s"))).isFalse();
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(0));
    assertThat(node.events.count(LookUp.PROVED)).isEqualTo(1);
  }

  @Test
  void eventDropsTheAnswerAtOnce() {
    ready();
    node.check(Tokens.foreign("s"));
    truth.revoke(TruthLog.revocation(RevocationType.SESSION, "s"));

    publish("{\"type\":\"session\",\"id\":\"s\",\"exp\":1}");

    await(() -> node.asks(Tokens.foreign("s")));
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(REVOKED);
    assertThat(node.events.count(Message.OBEYED)).isEqualTo(1);
  }

  /** The answer is wrong until it is asked for again, but never younger than its proof. */
  @Test
  void lostEventCostsSpeedAndNotTheBound() {
    reopen(new NearCache.Settings(200, 1_000, 2_000, 64, false));
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(0));
    truth.revoke(TruthLog.revocation(RevocationType.SESSION, "s"));
    clock.advance(Duration.ofSeconds(4));

    switch (node.check(Tokens.foreign("s"))) {
      case NotRevoked(long ageMillis) -> assertThat(ageMillis).isEqualTo(4_000);
      case RevocationStatus.Known other -> assertThat(other).isEqualTo(REVOKED);
    }

    await(() -> node.check(Tokens.foreign("s")).equals(REVOKED));
  }

  @Test
  void lostSubscriptionHasEveryAnswerAskedForAgain() {
    ready();
    node.check(Tokens.foreign("s"));
    assertThat(node.asks(Tokens.foreign("s"))).isFalse();

    REDIS.get().nodes().forEach(one -> one.command("CLIENT", "KILL", "TYPE", "pubsub"));

    await(() -> node.events.count("unsubscribed") > 0);
    assertThat(node.asks(Tokens.foreign("s"))).isTrue();
    await(() -> node.events.count("subscribed") > 1);
    truth.revoke(TruthLog.revocation(RevocationType.SESSION, "s"));
    node.check(Tokens.foreign("other"));
    publish("{\"type\":\"user\",\"id\":\"user-1\",\"exp\":1}");
    await(() -> node.asks(Tokens.foreign("other")));
  }

  @Test
  void whateverIsPublishedIsNoMoreThanCounted() {
    ready();
    node.check(Tokens.foreign("s"));

    publish("no json");
    publish("{\"type\":\"session\"}");
    publish("{\"type\":\"session\",\"id\":7}");
    publish("{\"type\":\"planet\",\"id\":\"s\"}");
    publish("[".repeat(2_000));
    publish("");
    publish("{\"type\":\"session\",\"id\":\"" + "s".repeat(2_000_000) + "\"}");
    publish("{\"type\":\"tenant\",\"id\":\"default\"}");

    await(() -> node.events.count(Message.IGNORED) == 1);
    assertThat(node.events.count(Message.MALFORMED)).isEqualTo(7);
    assertThat(node.asks(Tokens.foreign("s"))).isFalse();
    publish("{\"more\":[1],\"exp\":\"soon\",\"id\":\"s\",\"type\":\"session\"}");
    await(() -> node.asks(Tokens.foreign("s")));
  }

  @Test
  void hashedIdsAreFoundAndEventsOfBothFormsObeyed() {
    truth.close();
    truth = new RedisTruth(REDIS.get(), true);
    reopen(new NearCache.Settings(600_000, 1_000, 2_000, 64, true));
    truth.revoke(TruthLog.revocation(RevocationType.SESSION, "gone"));
    truth.beat(truth.users, START);
    assertThat(node.check(Tokens.foreign("gone"))).isEqualTo(REVOKED);

    node.check(Tokens.foreign("s"));
    publish("{\"type\":\"session\",\"id\":\"s\"}");
    await(() -> node.asks(Tokens.foreign("s")));

    node.check(Tokens.foreign("s"));
    String hashed =
        new NearCacheKeys(true).eventId(TruthLog.revocation(RevocationType.SESSION, "s"));
    publish("{\"type\":\"session\",\"id\":\"" + hashed + "\"}");
    await(() -> node.asks(Tokens.foreign("s")));
  }

  @Test
  void otherFormOfTheIdsProvesNothing() {
    reopen(new NearCache.Settings(600_000, 1_000, 2_000, 64, true));
    truth.revoke(TruthLog.revocation(RevocationType.SESSION, "s"));
    truth.beat(truth.users, START);

    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
    assertThat(node.events.count(LookUp.UNPROVED)).isPositive();
  }

  @Test
  void runThatBeganAboveTheOldestLivingItemProvesNothing() {
    ready();
    truth.commit(truth.users, TruthLog.revocation(RevocationType.SESSION, "s"));
    truth.commit(truth.users, TruthLog.revocation(RevocationType.SESSION, "other"));
    top(truth.users.epoch() + "-2-2");
    truth.beat(truth.users, START);
    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));

    truth.users.lowAt(2);
    truth.beat(truth.users, START);

    assertThat(node.check(Tokens.foreign("later"))).isEqualTo(new NotRevoked(0));
  }

  @Test
  void keysOfAnotherEpochProveNothing() {
    ready();
    truth.commit(truth.users, TruthLog.revocation(RevocationType.SESSION, "s"));
    top((truth.users.epoch() - 1) + "-1-1");
    truth.beat(truth.users, START);

    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @Test
  void cutoffThatIsNoNumberProvesNothing() throws Exception {
    ready();
    String key =
        new NearCacheKeys(false)
            .name(
                "0",
                TruthLog.revocation(RevocationType.USER, "user-1").toBuilder()
                    .setTenant("default")
                    .build())
            .orElseThrow();
    truth.redis.commands().set(key.getBytes(US_ASCII), "soon".getBytes(US_ASCII));

    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @Test
  void redisHangsAndEarlierAnswersCountByTheirAge() {
    reopen(new NearCache.Settings(1, 1_000, 50, 64, false));
    node.check(Tokens.foreign("s"));
    RedisNode master = REDIS.get().masterOf(RevocationKeys.log("0"));
    REDIS.get().pause(master);
    clock.advance(Duration.ofSeconds(7));

    assertThat(node.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(7_000));
    assertThat(node.check(Tokens.foreign("new"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
    assertThat(node.events.count(LookUp.FAILED)).isPositive();
    assertThat(node.events.count("failing")).isPositive();

    REDIS.get().resume(master);
    REDIS.get().awaitHealthy(Duration.ofSeconds(30));
    await(() -> node.check(Tokens.foreign("new")).equals(new NotRevoked(7_000)));
  }

  private void ready() {
    truth.beat(truth.control, START);
    truth.beat(truth.users, START);
    await(() -> node.followedProof() == START && node.events.count("subscribed") > 0);
  }

  private void reopen(NearCache.Settings settings) {
    node.close();
    node = new NearCacheUnderTest(truth, timing, settings);
    ready();
  }

  private void top(String value) {
    try {
      truth
          .redis
          .commands()
          .set(new NearCacheKeys(false).top("0").getBytes(US_ASCII), value.getBytes(US_ASCII));
    } catch (RedisUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private void publish(String message) {
    truth.keys.publish(message.getBytes(UTF_8));
  }
}
