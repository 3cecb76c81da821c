package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.SlotMove;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSlotSourceTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  private static final NearCacheKeys NAMES = new NearCacheKeys(false);
  private static final String HEARTBEAT = NearCacheKeys.heartbeat("0");
  private static final String TOP = NAMES.top("0");
  private static final String REVOKED = "{rv:0}:revoked";
  private static final List<String> ASKED = List.of(REVOKED, "{rv:0}:not-revoked");
  private static final List<Optional<String>> ANSWER = List.of(Optional.of("1"), Optional.empty());

  private final RedisConnections redis =
      new RedisConnections(
          RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()), new Random(1));

  @AfterEach
  void close() {
    redis.close();
  }

  /** A look-up that connects would wait for seconds, and all others behind it. */
  @Test
  void failsAtOnceUntilTheConnectionIsMadeElsewhere() throws Exception {
    RedisSlotSource source = source(10_000);
    assertThat(source.read("0", List.of())).isCompletedExceptionally();

    source.open();

    assertThat(source.read("0", List.of()).get(30, TimeUnit.SECONDS).values()).isEmpty();
  }

  @Test
  void answersAsSoonAsAMovingSlotHasArrived() throws Exception {
    RedisSlotSource source = written(30_000);
    SlotMove move = REDIS.get().beginMove(TOP);
    move.move(HEARTBEAT);

    CompletableFuture<SlotReading> asked = source.read("0", ASKED);
    assertThatThrownBy(() -> asked.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    move.finish();

    assertThat(asked.get(30, TimeUnit.SECONDS).values()).isEqualTo(ANSWER);
  }

  /** What is away would look like what is not revoked, beside a heartbeat that is still here. */
  @Test
  void readsNoSlotThatLiesOnTwoSides() throws Exception {
    RedisSlotSource hasty = written(100);
    SlotMove move = REDIS.get().beginMove(TOP);
    try {
      for (String next : List.of("{rv:0}:none", REVOKED, TOP, HEARTBEAT)) {
        move.move(next);

        assertThat(hasty.read("0", ASKED))
            .as("after " + next)
            .failsWithin(30, TimeUnit.SECONDS)
            .withThrowableOfType(java.util.concurrent.ExecutionException.class)
            .withCauseInstanceOf(TimeoutException.class);
      }
    } finally {
      move.finish();
    }

    assertThat(source(30_000).read("0", ASKED).get(30, TimeUnit.SECONDS).values())
        .isEqualTo(ANSWER);
  }

  private RedisSlotSource written(long timeoutMillis) throws Exception {
    for (String key : List.of(HEARTBEAT, TOP, REVOKED)) {
      redis.commands().set(key.getBytes(US_ASCII), new byte[] {'1'});
    }
    return source(timeoutMillis);
  }

  private RedisSlotSource source(long timeoutMillis) {
    FollowerTiming timing =
        new FollowerTiming(InstantSource.system(), System::nanoTime, new Random(1), 1_000);
    return new RedisSlotSource(redis, NAMES, timeoutMillis, timing);
  }
}
