package io.portcullis.token.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.limit.Verdict.Allowed;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisRateLimitsTest {
  /** Long, for what Redis counts is tested, not how busy the machine is. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final RateLimit LIMIT = RateLimit.LOGIN_PER_ADDRESS;
  private static final int RATE = 3;

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private final AtomicInteger local = new AtomicInteger();
  private final RedisConnections connections = connections();

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void instancesShareTheirBuckets() throws Exception {
    RateLimits one = limits();
    RateLimits other = limits();
    connections.commands();
    for (int i = 0; i < RATE; i++) {
      assertThat((i % 2 == 0 ? one : other).take(LIMIT, "shared")).isEqualTo(new Allowed());
    }
    assertThat(one.take(LIMIT, "shared"))
        .isInstanceOfSatisfying(
            Exhausted.class,
            exhausted -> {
              assertThat(exhausted.permits()).isEqualTo(RATE);
              assertThat(exhausted.retryAfter().toSeconds()).isLessThanOrEqualTo(60 / RATE);
            });
    assertThat(other.take(LIMIT, "shared")).isInstanceOf(Exhausted.class);
    assertThat(other.take(LIMIT, "another")).isEqualTo(new Allowed());
    assertThat(local).hasValue(0);
  }

  @Test
  void lookingTakesNothingAndSaysWhatTakingWould() throws Exception {
    RateLimits limits = limits();
    connections.commands();
    for (int i = 0; i < RATE; i++) {
      assertThat(limits.look(LIMIT, "seen")).isEqualTo(new Allowed());
      assertThat(limits.take(LIMIT, "seen")).isEqualTo(new Allowed());
    }
    assertThat(limits.look(LIMIT, "seen"))
        .isInstanceOfSatisfying(
            Exhausted.class,
            exhausted -> {
              assertThat(exhausted.permits()).isEqualTo(RATE);
              assertThat(exhausted.retryAfter()).isPositive();
            });
    assertThat(local).hasValue(0);
  }

  @Test
  void anotherRateIsAnotherBucket() throws Exception {
    connections.commands();
    for (int i = 0; i < RATE; i++) {
      limits().take(LIMIT, "changed");
    }
    assertThat(limits().look(LIMIT, "changed")).isInstanceOf(Exhausted.class);
    assertThat(limits(RATE + 1).look(LIMIT, "changed")).isEqualTo(new Allowed());
  }

  @Test
  void aLimitThatIsOffAsksNobody() {
    assertThat(limits().take(RateLimit.REVOKE_PER_CALLER, "any")).isEqualTo(new Allowed());
    assertThat(local).hasValue(0);
  }

  @Test
  void anInstanceCountsForItselfWhileRedisIsAway() throws Exception {
    RateLimits limits = limits();
    connections.commands();
    REDIS.get().nodes().forEach(REDIS.get()::pause);
    try {
      for (int i = 0; i < RATE; i++) {
        assertThat(limits.take(LIMIT, "away")).isEqualTo(new Allowed());
      }
      assertThat(limits.look(LIMIT, "away")).isInstanceOf(Exhausted.class);
      assertThat(limits.take(LIMIT, "away")).isInstanceOf(Exhausted.class);
      assertThat(local).hasValue(RATE + 2);
    } finally {
      REDIS.get().nodes().forEach(REDIS.get()::resume);
    }
  }

  private RateLimits limits() {
    return limits(RATE);
  }

  private RateLimits limits(long rate) {
    RatesPerMinute rates = new RatesPerMinute().with(LIMIT, rate);
    return new RedisRateLimits(
        connections,
        TIMEOUT,
        rates,
        new LocalRateLimits(rates),
        local::incrementAndGet,
        System::nanoTime);
  }

  private static RedisConnections connections() {
    return new RedisConnections(
        RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
        new SecureRandom());
  }
}
