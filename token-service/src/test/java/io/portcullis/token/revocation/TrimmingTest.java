package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What relays remove from the copy, while their clocks differ. */
class TrimmingTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SHARD = LogBench.shardOf("u1");
  private static final long ERROR_MILLIS = LogBench.CLOCK_ERROR.toMillis();

  private LogBench truth;
  private RedisConnections redis;
  private RedisRevocationPublisher publisher;

  @BeforeEach
  void open() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    truth = new LogBench(DYNAMO.get(), "trim-", InstantSource.system());
    redis =
        new RedisConnections(
            RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
            new SecureRandom());
    publisher = new RedisRevocationPublisher(redis, RelayBench.KEYS);
  }

  @AfterEach
  void close() {
    redis.close();
    truth.close();
  }

  @Test
  void leavesWhatAnotherClockStillCounts() throws Exception {
    long expiresAtMillis = commitTwo();
    compareAt(expiresAtMillis - 1);
    assertThat(publisher.state(SHARD).first()).isEqualTo(1);

    compareAt(expiresAtMillis + ERROR_MILLIS);
    assertThat(publisher.state(SHARD).first()).isEqualTo(1);

    compareAt(expiresAtMillis + 2 * ERROR_MILLIS);
    assertThat(publisher.state(SHARD).first()).isEqualTo(2);
  }

  /** Returns when the first of them expires; the second does a minute later. */
  private long commitTwo() {
    commitAt(truth.clock);
    long later = truth.clock.millis() + 60_000;
    commitAt(() -> Instant.ofEpochMilli(later));
    return truth.truth(SHARD).getFirst().expiresAtMillis();
  }

  private void commitAt(InstantSource clock) {
    try (RevocationLog log =
        new RevocationLog(truth.store, item -> CompletableFuture.completedFuture(false), clock)) {
      log.append(LogEntry.of(LogBench.user("u1")));
    }
  }

  /** Runs a relay of such a clock for a few rounds. */
  private void compareAt(long millis) throws InterruptedException {
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock =
        () -> {
          looks.incrementAndGet();
          return Instant.ofEpochMilli(millis);
        };
    Thread relay = Thread.ofVirtual().start(new ShardRelay(SHARD, truth.store, publisher, clock));
    await("three rounds", SOON, () -> looks.get() >= 6);
    relay.interrupt();
    relay.join();
  }
}
