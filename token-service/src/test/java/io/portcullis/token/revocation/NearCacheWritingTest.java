package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.testkit.SlotMove;
import io.portcullis.token.revocation.RevocationPublisher.Append;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts leave in a real cluster for near-cache nodes. */
class NearCacheWritingTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::start);

  private static final String SHARD = "2";
  private static final long KEEP = 933_000;
  private static final long NOW = 1_800_000_123_456L;
  private static final long EPOCH = 1_800_000_000_000L;
  private static final String ISSUER = "https://auth.example.com";
  private static final Properties GOLDEN = read("near-cache-v1.txt");
  private static final Properties LOG = read("revocation-log-v1.txt");

  private final NearCacheKeys names = new NearCacheKeys(false);
  private RedisConnections redis;
  private RedisRevocationPublisher publisher;

  @BeforeEach
  void open() {
    REDIS.get().nodes().stream()
        .filter(node -> node.isMaster())
        .forEach(node -> node.command("FLUSHALL"));
    redis =
        new RedisConnections(
            RedisSettings.of(REDIS.get().uris().stream().map(URI::create).toList()),
            new SecureRandom());
    publisher = publisher(false);
  }

  @AfterEach
  void close() {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hashed"})
  void leavesWhatTheGoldenFileSays(String form) throws Exception {
    RedisRevocationPublisher writer = publisher(form.equals("hashed"));

    assertThat(writer.append(goldenItem(), 7)).isEqualTo(Append.APPENDED);
    writer.beat(Heartbeat.parseFrom(hex(LOG, "heartbeat")));

    for (String key : List.of("top", "token", "session", "user")) {
      assertThat(get(golden(form + "." + key))).as(key).isEqualTo(golden(key));
    }
    assertThat(redis.commands().get(ascii(golden("heartbeat_name"))))
        .isEqualTo(hex(GOLDEN, "heartbeat"));
    for (String key : List.of("token", "session", "user")) {
      assertThat(millisLeft(golden(form + "." + key))).as(key).isBetween(KEEP - 60_000, KEEP);
    }
    assertThat(redis.commands().keys("{rv:2}:*")).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hashed"})
  void tellsEachRevocationInTheSameMoment(String form) throws Exception {
    try (Channel channel = new Channel(REDIS.get())) {
      publisher(form.equals("hashed")).append(goldenItem(), 7);

      RelayBench.await("six events", Duration.ofSeconds(10), () -> channel.events.size() >= 6);
      assertThat(channel.events)
          .containsExactly(
              golden("event." + form + ".token"),
              golden("event." + form + ".session"),
              golden("event." + form + ".user"),
              golden("event." + form + ".tenant"),
              golden("event." + form + ".client"),
              golden("event." + form + ".key"));
    }
  }

  @Test
  void whatIsOnlyCopiedAgainIsNoNews() throws Exception {
    RedisRevocationPublisher late =
        new RedisRevocationPublisher(
            redis,
            macKeys(),
            Optional.of(
                new NearCacheWriting(
                    names, () -> Instant.ofEpochMilli(NOW + NearCacheWriting.NEWS_MILLIS + 1))));
    try (Channel channel = new Channel(REDIS.get())) {
      late.append(goldenItem(), 7);
      redis.commands().publish(ascii(NearCacheKeys.EVENTS), ascii("last"));

      RelayBench.await("the last", Duration.ofSeconds(10), () -> !channel.events.isEmpty());
      assertThat(channel.events).containsExactly("last");
    }
    assertThat(get(golden("plain.token"))).isEqualTo("1");
  }

  @Test
  void eventsAreToldThoughTheKeysCannotBeWritten() throws Exception {
    AtomicLong now = new AtomicLong(NOW);
    RedisRevocationPublisher patient =
        new RedisRevocationPublisher(
            redis,
            macKeys(),
            Optional.of(new NearCacheWriting(names, () -> Instant.ofEpochMilli(now.get()))));
    SlotMove move = REDIS.get().beginMove(RevocationKeys.log(SHARD));
    try (Channel channel = new Channel(REDIS.get())) {
      assertThatThrownBy(() -> patient.append(goldenItem(), 7))
          .isInstanceOf(PublisherException.class)
          .hasMessageStartingWith("the slot is moving to another master: TRYAGAIN ");
      assertThat(channel.events).isEmpty();
      now.addAndGet(1_000);

      assertThat(patient.append(goldenItem(), 7)).isEqualTo(Append.APPENDED);

      RelayBench.await("six events", Duration.ofSeconds(10), () -> channel.events.size() >= 6);
      assertThat(channel.events).hasSize(6).contains(golden("event.plain.token"));
      assertThat(get(names.top(SHARD))).isEqualTo("nothing");
    } finally {
      move.finish();
    }
  }

  @Test
  void noIdShowsInTheNamesWhenTheyAreHashed() throws Exception {
    publisher(true).append(goldenItem(), 7);

    assertThat(redis.commands().keys("*"))
        .extracting(key -> new String(key, US_ASCII))
        .noneMatch(key -> key.contains("jti-1") || key.contains("sid-1") || key.contains("user-1"));
  }

  @Test
  void cutoffOnlyGrowsAndSoDoesItsTime() throws Exception {
    String key = userKey();
    append(1, KEEP, cutoff("u", 5_000));
    append(2, 1_000, cutoff("u", 4_000));
    assertThat(get(key)).isEqualTo("5000");
    assertThat(millisLeft(key)).isGreaterThan(KEEP - 60_000);

    append(3, KEEP, cutoff("u", 6_000));

    assertThat(get(key)).isEqualTo("6000");
  }

  @Test
  void valueOfAnotherKindIsReplaced() throws Exception {
    String key = userKey();
    redis.commands().lpush(ascii(key), ascii("a list"));

    append(1, KEEP, cutoff("u", 5_000));

    assertThat(get(key)).isEqualTo("5000");
  }

  @Test
  void topSpeaksForNoItemThatHasNoKeys() throws Exception {
    append(1, KEEP, cutoff("u", 1));
    RedisRevocationPublisher unaware = new RedisRevocationPublisher(redis, macKeys());
    unaware.append(item(2, KEEP, cutoff("missed", 2)), 1);

    append(3, KEEP, cutoff("u", 3));

    assertThat(get(names.top(SHARD))).isEqualTo(EPOCH + "-1-1");
    assertThat(publisher.state(SHARD).keyed()).isFalse();
    assertThat(publisher.state(SHARD).hasHoles(EPOCH, 1)).isTrue();
  }

  @Test
  void logThatWasWrittenWithoutKeysIsMadeAgain() throws Exception {
    RedisRevocationPublisher unaware = new RedisRevocationPublisher(redis, macKeys());
    unaware.append(item(1, KEEP, cutoff("u", 1)), 1);
    StreamState seen = publisher.state(SHARD);
    assertThat(seen.hasHoles(EPOCH, 1)).isTrue();

    publisher.reset(SHARD, seen);
    append(1, KEEP, cutoff("u", 1));

    assertThat(publisher.state(SHARD).hasHoles(EPOCH, 1)).isFalse();
    assertThat(get(userKey())).isEqualTo("1");
  }

  @Test
  void refillThatBeganAboveTheOldestLivingItemIsMadeAgain() throws Exception {
    publisher.append(item(3, KEEP, cutoff("u", 3)), 3);

    assertThat(publisher.state(SHARD).hasHoles(EPOCH, 3)).isFalse();
    assertThat(publisher.state(SHARD).hasHoles(EPOCH, 2)).isTrue();
    assertThat(get(names.top(SHARD))).isEqualTo(EPOCH + "-3-3");
  }

  @Test
  void otherFormOfTheIdsIsNoProof() throws Exception {
    append(1, KEEP, cutoff("u", 1));

    assertThat(publisher(true).state(SHARD).keyed()).isFalse();
  }

  @Test
  void keysOfAnEarlierEpochStayUntilTheirTimeIsOver() throws Exception {
    append(1, KEEP, cutoff("u", 1));
    StoredItem restored = item(EPOCH + 1, 1, KEEP, cutoff("v", 1));

    assertThat(publisher.append(restored, 1)).isEqualTo(Append.APPENDED);

    assertThat(get(userKey())).isEqualTo("1");
    assertThat(get(names.top(SHARD))).isEqualTo((EPOCH + 1) + "-1-1");
  }

  @Test
  void heartbeatThatNearCacheNodesDoNotSeeIsNone() throws Exception {
    Heartbeat ours = heartbeat(NOW);
    publisher.beat(ours);
    assertThat(publisher.heartbeat(SHARD)).contains(ours);

    Heartbeat later = heartbeat(NOW + 300);
    RedisRevocationPublisher unaware = new RedisRevocationPublisher(redis, macKeys());
    unaware.beat(later);

    assertThat(unaware.heartbeat(SHARD)).contains(later);
    assertThat(publisher.heartbeat(SHARD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no message", "\n\u0001x"})
  void heartbeatWhosePlainKeyIsNotOursIsNone(String value) throws Exception {
    publisher.beat(heartbeat(NOW));

    redis.commands().set(ascii(NearCacheKeys.heartbeat(SHARD)), ascii(value));

    assertThat(publisher.heartbeat(SHARD)).isEmpty();
  }

  private static Heartbeat heartbeat(long t0) {
    return Heartbeat.newBuilder().setHome("eu").setShard(SHARD).setEpoch(EPOCH).setT0(t0).build();
  }

  private void append(long sequence, long keep, Revocation... revocations)
      throws PublisherException {
    assertThat(publisher.append(item(sequence, keep, revocations), 1)).isEqualTo(Append.APPENDED);
  }

  private String userKey() {
    return names.name(SHARD, cutoff("u", 0)).orElseThrow();
  }

  private static Revocation cutoff(String user, long notAfter) {
    return Revocation.newBuilder()
        .setType(RevocationType.USER)
        .setIssuer(ISSUER)
        .setTenant("default")
        .setId(user)
        .setNotAfter(notAfter)
        .build();
  }

  private static StoredItem item(long sequence, long keep, Revocation... revocations) {
    return item(EPOCH, sequence, keep, revocations);
  }

  private static StoredItem item(long epoch, long sequence, long keep, Revocation... revocations) {
    LogItem item =
        LogItem.newBuilder()
            .setHome("local")
            .setShard(SHARD)
            .setEpoch(epoch)
            .setSequence(sequence)
            .setKeepMillis(keep)
            .setCommittedAt(NOW)
            .addAllRevocations(List.of(revocations))
            .build();
    return new StoredItem(SHARD, epoch, sequence, item.toByteString(), NOW + keep);
  }

  private static StoredItem goldenItem() throws InvalidProtocolBufferException {
    byte[] item = hex(LOG, "item");
    assertThat(LogItem.parseFrom(item).getCommittedAt()).isEqualTo(NOW);
    return new StoredItem(SHARD, EPOCH, 7, ByteString.copyFrom(item), NOW + KEEP + 2_000);
  }

  private RedisRevocationPublisher publisher(boolean hashed) {
    return new RedisRevocationPublisher(
        redis,
        macKeys(),
        Optional.of(
            new NearCacheWriting(new NearCacheKeys(hashed), () -> Instant.ofEpochMilli(NOW))));
  }

  private String get(String key) throws RedisUnavailableException {
    byte[] value = redis.commands().get(ascii(key));
    return value == null ? "nothing" : new String(value, UTF_8);
  }

  private long millisLeft(String key) throws RedisUnavailableException {
    return redis.commands().pttl(ascii(key));
  }

  private static MacKeys macKeys() {
    return MacKeys.parse(LOG.getProperty("mac_key"));
  }

  private static String golden(String name) {
    return Objects.requireNonNull(GOLDEN.getProperty(name), name);
  }

  private static byte[] hex(Properties file, String name) {
    return HexFormat.of().parseHex(Objects.requireNonNull(file.getProperty(name), name));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static Properties read(String file) {
    try (InputStream in = MacKeys.class.getResourceAsStream("/golden/" + file)) {
      Properties golden = new Properties();
      golden.load(Objects.requireNonNull(in));
      return golden;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A subscriber of another make, at a node that does not have the slot. */
  private static final class Channel implements AutoCloseable {
    final List<String> events = new CopyOnWriteArrayList<>();
    private final RedisClient client;

    Channel(RedisClusterFixture cluster) {
      client = RedisClient.create();
      String away = cluster.masterOf(RevocationKeys.log(SHARD)).address();
      String node =
          cluster.uris().stream().filter(uri -> !uri.endsWith(away)).findFirst().orElseThrow();
      StatefulRedisPubSubConnection<String, String> connection =
          client.connectPubSub(RedisURI.create(node));
      connection.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              events.add(message);
            }
          });
      connection.sync().subscribe(NearCacheKeys.EVENTS);
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }
}
