package io.portcullis.token.revocation;

import static io.portcullis.token.revocation.RelayBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.DynamoDbReplication;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.revocation.ShardHeartbeat.Sharing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two regions with a table each; what one writes comes to the other out of order. */
class OtherHomeRelayTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> EU_TABLES = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> US_TABLES = SharedFixture.of(DynamoDbLocal::lend);

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> EU_REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SHARD = LogBench.shardOf("u1");
  private static final String PREFIX = "regions-";
  private static final RevocationLogSettings US =
      new RevocationLogSettings("us", 4, Duration.ofMinutes(15), LogBench.CLOCK_ERROR);

  private RelayBench eu;
  private LogBench us;
  private RevocationLog usLog;
  private Heartbeats usHeartbeats;
  private DynamoDbReplication replication;
  private RedisRevocationPublisher copy;
  private OtherHomeRelay relay;

  @BeforeEach
  void open() {
    EU_REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    eu = new RelayBench(EU_TABLES.get(), EU_REDIS.get(), PREFIX);
    us = new LogBench(US_TABLES.get(), PREFIX, InstantSource.system(), US);
    usLog = us.log(item -> java.util.concurrent.CompletableFuture.completedFuture(false));
    RevocationPublisher usCopy = new NoCopy();
    usHeartbeats =
        new Heartbeats(us.store, usCopy, us.clock, shard -> false, Sharing.WITH_OTHER_REGIONS);
    replication =
        DynamoDbReplication.start(
            US_TABLES.get().endpoint(),
            EU_TABLES.get().endpoint(),
            PREFIX + DynamoRevocationItem.TABLE,
            key -> key.contains("#us"),
            400,
            7);
    copy = RedisRevocationPublisher.ofOtherHome(eu.redis, RelayBench.KEYS, "us");
    relay =
        new OtherHomeRelay(
            new OtherHomeTruth(eu.truth.connection, "us", LogBench.CLOCK_ERROR),
            copy,
            eu.truth.clock);
  }

  @AfterEach
  void close() {
    relay.close();
    replication.close();
    usHeartbeats.close();
    usLog.close();
    us.close();
    eu.close();
  }

  @Test
  void itemsThatOvertookEachOtherAreCopiedInOrder() {
    for (int i = 0; i < 40; i++) {
      append("token-" + i);
    }

    await("all are there", SOON, this::copyEqualsTruth);
    await("a heartbeat says so", SOON, () -> heartbeat().getHead() == truth().size());
  }

  @Test
  void theHeartbeatIsTheOneThatItsOwnRegionTook() {
    append("token");
    await("a heartbeat of it", SOON, () -> heartbeat().getHead() == truth().size());

    replication.cut();
    // Whatever was under way to Redis has come by then.
    RelayBench.await("it stands still", SOON, this::standsStill);
    Heartbeat last = heartbeat();

    assertThat(last.getHome()).isEqualTo("us");
    assertThat(us.clock.millis() - last.getT0()).isGreaterThan(500);
    replication.heal();
    await("a later one", SOON, () -> heartbeat().getT0() > last.getT0() + 500);
  }

  @Test
  void regionsDoNotMixTheirLogs() {
    eu.append(LogBench.token("u1", "of eu"));
    append("of us");
    await("both are there", SOON, () -> copyEqualsTruth() && eu.copyEqualsTruth());

    assertThat(truth().getLast().payload().toStringUtf8()).contains("of us");
    assertThat(eu.truth.truth(SHARD).getLast().payload().toStringUtf8()).contains("of eu");
  }

  @Test
  void whatRedisLostIsCopiedAgainFromWhereItsHomeSays() {
    append("token");
    append("another");
    await("both are there", SOON, this::copyEqualsTruth);

    EU_REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));

    await("both are there again", SOON, this::copyEqualsTruth);
    await("and the heartbeat", SOON, () -> heartbeat().getHead() == truth().size());
  }

  private boolean standsStill() {
    try {
      long t0 = heartbeat().getT0();
      Thread.sleep(1_000);
      return heartbeat().getT0() == t0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void append(String jti) {
    AppendResult result = usLog.append(LogEntry.of(LogBench.token("u1", jti)));
    assertThat(result).isInstanceOf(AppendResult.Appended.class);
  }

  private List<StoredItem> truth() {
    return us.truth(SHARD);
  }

  private Heartbeat heartbeat() {
    try {
      return copy.heartbeat(SHARD).orElse(Heartbeat.getDefaultInstance());
    } catch (PublisherException e) {
      throw new AssertionError(e);
    }
  }

  private boolean copyEqualsTruth() {
    List<StoredItem> items = truth();
    List<StreamMessage<byte[], byte[]>> copied =
        eu.commands()
            .xrange(
                RelayBench.key(RevocationKeys.log(RevocationKeys.shardOfHome("us", SHARD))),
                Range.unbounded());
    if (copied.size() != items.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!Arrays.equals(
          RelayBench.field(copied.get(i), RevocationKeys.FIELD_PAYLOAD),
          items.get(i).payload().toByteArray())) {
        return false;
      }
    }
    return true;
  }

  /** A region whose own Redis takes nothing. */
  private static final class NoCopy implements RevocationPublisher {
    @Override
    public Append append(StoredItem item, long low) throws PublisherException {
      throw away();
    }

    @Override
    public StreamState state(String shard) throws PublisherException {
      throw away();
    }

    @Override
    public void reset(String shard, StreamState seen) throws PublisherException {
      throw away();
    }

    @Override
    public void trim(String shard, long epoch, long low) throws PublisherException {
      throw away();
    }

    @Override
    public Optional<Heartbeat> heartbeat(String shard) throws PublisherException {
      throw away();
    }

    @Override
    public void beat(Heartbeat heartbeat) throws PublisherException {
      throw away();
    }

    private static PublisherException away() {
      return new PublisherException("Redis is away", new IllegalStateException());
    }
  }
}
