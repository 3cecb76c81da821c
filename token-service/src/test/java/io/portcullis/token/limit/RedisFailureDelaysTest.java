package io.portcullis.token.limit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisFailureDelaysTest {
  /** Long, for what Redis counts is tested, not how busy the machine is. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final RateLimit LIMIT = RateLimit.LOGIN_PER_USER;
  private static final DelayRules RULES =
      new DelayRules(3, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofMinutes(15));
  private static final FailureDelays NO_LOCAL =
      new LocalFailureDelays(Map.of(), MutableClock.at(Instant.EPOCH));

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-07-01T12:00:00Z"));
  private final RedisConnections connections = connections();

  @BeforeEach
  void connect() throws Exception {
    connections.commands();
  }

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void theWaitGrowsWhicheverInstanceIsAsked() {
    FailureDelays one = delays(NO_LOCAL);
    FailureDelays other = delays(NO_LOCAL);
    for (int i = 0; i < 4; i++) {
      assertThat((i % 2 == 0 ? one : other).begin(LIMIT, "ada")).isEmpty();
    }
    assertThat(one.begin(LIMIT, "ada")).contains(Duration.ofSeconds(1));
    assertThat(other.begin(LIMIT, "ada")).contains(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(other.begin(LIMIT, "ada")).isEmpty();
    assertThat(one.begin(LIMIT, "ada").orElseThrow().toMillis()).isBetween(1_990L, 2_000L);
    assertThat(one.begin(LIMIT, "bob")).isEmpty();

    other.forget(LIMIT, "ada");
    assertThat(one.begin(LIMIT, "ada")).isEmpty();
  }

  /** Whatever happens, in whatever order, the script says what the rules say. */
  @Test
  void theScriptCountsAsTheRulesDo() {
    FailureDelays shared = delays(NO_LOCAL);
    FailureDelays model = new LocalFailureDelays(Map.of(LIMIT, RULES), clock);
    long seed = 20_260_701;
    Random random = new Random(seed);
    for (int step = 0; step < 2_000; step++) {
      String key = "user-" + random.nextInt(3);
      switch (random.nextInt(10)) {
        case 0 -> clock.advance(Duration.ofSeconds(random.nextInt(3_600)));
        case 1, 2 -> clock.advance(Duration.ofMillis(random.nextInt(20_000)));
        case 3 -> {
          shared.undo(LIMIT, key);
          model.undo(LIMIT, key);
        }
        case 4 -> {
          if (random.nextInt(8) == 0) {
            shared.forget(LIMIT, key);
            model.forget(LIMIT, key);
          }
        }
        default ->
            assertThat(millis(shared.begin(LIMIT, key)))
                .as("seed %d step %d", seed, step)
                .isCloseTo(millis(model.begin(LIMIT, key)), within(2L));
      }
    }
  }

  @Test
  void nothingIsKeptForLongerThanItIsRemembered() throws Exception {
    FailureDelays delays = delays(NO_LOCAL);
    for (int i = 0; i < 100; i++) {
      delays.begin(LIMIT, "cem").ifPresent(clock::advance);
    }
    byte[] name = RedisFailureDelays.name(LIMIT, "cem").getBytes(UTF_8);
    long mostMillis = RULES.most() * RULES.forgetOne().toMillis() + RULES.longest().toMillis() + 1;
    assertThat(connections.commands().pttl(name)).isBetween(1L, mostMillis);

    delays.forget(LIMIT, "cem");
    assertThat(connections.commands().pttl(name)).isEqualTo(-2);
  }

  @Test
  void anInstancesWaitGrowsAsWellWhileRedisIsAway() {
    FailureDelays delays = delays(new LocalFailureDelays(Map.of(LIMIT, RULES), clock));
    REDIS.get().nodes().forEach(REDIS.get()::pause);
    try {
      for (int i = 0; i < 4; i++) {
        assertThat(delays.begin(LIMIT, "dot")).isEmpty();
      }
      for (long seconds = 1; seconds <= 256; seconds *= 2) {
        Duration wait = delays.begin(LIMIT, "dot").orElseThrow();
        assertThat(wait.toMillis()).isBetween(seconds * 750, seconds * 1_000);
        clock.advance(wait);
        assertThat(delays.begin(LIMIT, "dot")).isEmpty();
      }
      delays.forget(LIMIT, "dot");
      assertThat(delays.begin(LIMIT, "dot")).isEmpty();
    } finally {
      REDIS.get().nodes().forEach(REDIS.get()::resume);
    }
  }

  @Test
  void aClockThatIsFarAheadMakesNobodyWaitForLongerThanTheLongest() {
    MutableClock ahead = MutableClock.at(clock.instant().plus(Duration.ofDays(1)));
    FailureDelays wrong =
        new RedisFailureDelays(
            connections, TIMEOUT, Map.of(LIMIT, RULES), NO_LOCAL, ahead, System::nanoTime);
    for (int i = 0; i < 4; i++) {
      assertThat(wrong.begin(LIMIT, "eve")).isEmpty();
    }

    assertThat(delays(NO_LOCAL).begin(LIMIT, "eve")).contains(RULES.longest());
  }

  private FailureDelays delays(FailureDelays local) {
    return new RedisFailureDelays(
        connections, TIMEOUT, Map.of(LIMIT, RULES), local, clock, System::nanoTime);
  }

  private static long millis(Optional<Duration> wait) {
    return wait.map(Duration::toMillis).orElse(0L);
  }

  private static RedisConnections connections() {
    return new RedisConnections(
        RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
        new SecureRandom());
  }
}
