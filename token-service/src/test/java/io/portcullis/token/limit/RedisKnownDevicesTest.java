package io.portcullis.token.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisKnownDevicesTest {
  /** Long, for what Redis counts is tested, not how busy the machine is. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private final RedisConnections connections =
      new RedisConnections(
          RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
          new SecureRandom());

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void whatOneInstanceHasSeenIsKnownToAll() throws Exception {
    connections.commands();
    devices().remember("ada@example.com", "laptop");
    awaitKnown("ada@example.com", "laptop");

    assertThat(devices().knows("ada@example.com", "phone")).isFalse();
    assertThat(devices().knows("bob@example.com", "laptop")).isFalse();
  }

  @Test
  void anInstanceKnowsWhatItHasSeenItselfWhileRedisIsAway() throws Exception {
    KnownDevices devices = devices();
    connections.commands();
    REDIS.get().nodes().forEach(REDIS.get()::pause);
    try {
      devices.remember("cem@example.com", "laptop");
      assertThat(devices.knows("cem@example.com", "laptop")).isTrue();
      assertThat(devices.knows("cem@example.com", "phone")).isFalse();
    } finally {
      REDIS.get().nodes().forEach(REDIS.get()::resume);
    }
  }

  // Nobody waits for Redis to have written; on a busy machine it may also answer too late.
  private void awaitKnown(String account, String device) throws InterruptedException {
    for (int i = 0; i < 100 && !devices().knows(account, device); i++) {
      Thread.sleep(100);
    }
    assertThat(devices().knows(account, device)).isTrue();
  }

  private KnownDevices devices() {
    return new RedisKnownDevices(connections, TIMEOUT, new LocalKnownDevices());
  }
}
