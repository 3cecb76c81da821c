package io.portcullis.token.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.RedisClusterFixture;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One instance of the service as far as the log goes: truth, relay, connections to Redis. */
final class RelayBench implements AutoCloseable {
  static final MacKeys KEYS =
      MacKeys.parse("k1:" + Base64.getEncoder().encodeToString(new byte[32]));

  final LogBench truth;
  final RedisConnections redis;
  final RedisRevocationPublisher publisher;
  final RevocationRelay relay;
  final RevocationLog log;

  RelayBench(DynamoDbLocal dynamo, RedisClusterFixture cluster, String prefix) {
    this(cluster, new LogBench(dynamo, prefix, InstantSource.system()));
  }

  RelayBench(RedisClusterFixture cluster, LogBench truth) {
    this(cluster, truth, Optional.empty());
  }

  RelayBench(RedisClusterFixture cluster, LogBench truth, Optional<NearCacheWriting> plain) {
    this.truth = truth;
    this.redis =
        new RedisConnections(
            RedisSettings.of(cluster.uris().stream().map(URI::create).toList()),
            new SecureRandom());
    this.publisher = new RedisRevocationPublisher(redis, KEYS, plain);
    this.relay = new RevocationRelay(truth.store, publisher, truth.clock);
    this.log = new RevocationLog(truth.store, relay, truth.clock);
  }

  AppendResult.Appended append(RevocationRequest request) {
    return switch (log.append(LogEntry.of(request))) {
      case AppendResult.Appended appended -> appended;
      case AppendResult other -> throw new AssertionError(other);
    };
  }

  RedisClusterCommands<byte[], byte[]> commands() {
    try {
      return redis.commands();
    } catch (RedisUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  List<StreamMessage<byte[], byte[]>> stream(String shard) {
    return commands().xrange(key(RevocationKeys.log(shard)), Range.unbounded());
  }

  /** Whether each shard's stream holds exactly the truth: ids, bytes and seals. */
  boolean copyEqualsTruth() {
    try {
      return truth.store.layout().shardNames().stream().allMatch(this::copyEqualsTruth);
    } catch (RedisException e) {
      return false;
    }
  }

  private boolean copyEqualsTruth(String shard) {
    List<StoredItem> items = truth.truth(shard);
    List<StreamMessage<byte[], byte[]>> copied = stream(shard);
    if (copied.size() != items.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!equal(items.get(i), copied.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(StoredItem item, StreamMessage<byte[], byte[]> message) {
    byte[] payload = field(message, RevocationKeys.FIELD_PAYLOAD);
    return message.getId().equals(item.epoch() + "-" + item.sequence())
        && java.util.Arrays.equals(payload, item.payload().toByteArray())
        && KEYS.verify(
            MacKeys.Kind.LOG_ITEM,
            payload,
            new String(field(message, RevocationKeys.FIELD_MAC_KEY_ID), US_ASCII),
            field(message, RevocationKeys.FIELD_MAC));
  }

  static byte[] field(StreamMessage<byte[], byte[]> message, String name) {
    for (Map.Entry<byte[], byte[]> field : message.getBody().entrySet()) {
      if (new String(field.getKey(), US_ASCII).equals(name)) {
        return field.getValue();
      }
    }
    throw new AssertionError("no field " + name);
  }

  static byte[] key(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Waits until it holds; returns after how many milliseconds. */
  static long await(String what, Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Override
  public void close() {
    log.close();
    relay.close();
    redis.close();
    truth.close();
  }
}
