package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSlotSourceTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  /** A look-up that connects would wait for seconds, and all others behind it. */
  @Test
  void failsAtOnceUntilTheConnectionIsMadeElsewhere() throws Exception {
    try (RedisConnections redis =
        new RedisConnections(
            RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
            new Random(1))) {
      RedisSlotSource source = new RedisSlotSource(redis, new NearCacheKeys(false), 10_000);
      assertThat(source.read("0", List.of())).isCompletedExceptionally();

      source.open();

      assertThat(source.read("0", List.of()).get(30, TimeUnit.SECONDS).values()).isEmpty();
    }
  }
}
