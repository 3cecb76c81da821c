package io.portcullis.extauthz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.lettuce.core.RedisException;
import io.lettuce.core.XAddArgs;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.MacKeys.Seal;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.proto.revocation.SealedHeartbeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the revocation log of two shards and its plain keys to Redis by hand, and beats for it.
 */
final class RedisTestLog implements AutoCloseable {
  private static final long EPOCH = 1_700_000_000_000L;
  private static final List<String> SHARDS = List.of(RevocationKeys.CONTROL_SHARD, "0");

  private static final NearCacheKeys NAMES = new NearCacheKeys(false);

  private final RedisConnections redis;
  private final MacKeys keys;
  private final Map<String, List<LogItem>> items = new LinkedHashMap<>();
  private final Thread beats = Thread.ofPlatform().daemon().name("beats").unstarted(this::beat);

  RedisTestLog(RedisConnections redis, MacKeys keys) {
    this.redis = redis;
    this.keys = keys;
    SHARDS.forEach(shard -> items.put(shard, new ArrayList<>()));
  }

  void startBeating() {
    beats.start();
  }

  /** Commits an item that revokes one session, and copies it to Redis. */
  synchronized void revokeSession(String issuer, String sessionId)
      throws RedisUnavailableException {
    List<LogItem> log = items.computeIfAbsent("0", shard -> new ArrayList<>());
    LogItem item =
        LogItem.newBuilder()
            .setHome("local")
            .setShard("0")
            .setEpoch(EPOCH)
            .setSequence(log.size() + 1)
            .setKeepMillis(933_000)
            .setCommittedAt(System.currentTimeMillis())
            .setPreviousHash(hash(log))
            .addRevocations(
                Revocation.newBuilder()
                    .setType(RevocationType.SESSION)
                    .setIssuer(issuer)
                    .setId(sessionId)
                    .setRevokedAt(System.currentTimeMillis()))
            .build();
    log.add(item);
    set(NAMES.name("0", item.getRevocations(0)).orElseThrow(), "1".getBytes(US_ASCII));
    top("0", log.size());
    add(
        RevocationKeys.log("0"),
        new XAddArgs().id(EPOCH + "-" + item.getSequence()),
        Kind.LOG_ITEM,
        item.toByteArray());
  }

  @Override
  public void close() {
    beats.interrupt();
  }

  private void beat() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (String shard : SHARDS) {
          beat(shard);
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(String shard) {
    try {
      byte[] heartbeat = heartbeat(shard).toByteArray();
      add(
          RevocationKeys.heartbeatStream(shard),
          XAddArgs.Builder.maxlen(64),
          Kind.HEARTBEAT,
          heartbeat);
      Seal seal = keys.seal(Kind.HEARTBEAT, heartbeat);
      set(
          NearCacheKeys.heartbeat(shard),
          SealedHeartbeat.newBuilder()
              .setPayload(ByteString.copyFrom(heartbeat))
              .setMacKeyId(seal.keyId())
              .setMac(seal.mac())
              .build()
              .toByteArray());
    } catch (RedisUnavailableException | RedisException e) {
      // The next beat comes soon.
      Thread.onSpinWait();
    }
  }

  private synchronized Heartbeat heartbeat(String shard) {
    long t0 = System.currentTimeMillis();
    List<LogItem> log = items.getOrDefault(shard, List.of());
    return Heartbeat.newBuilder()
        .setHome("local")
        .setShard(shard)
        .setEpoch(EPOCH)
        .setHead(log.size())
        .setLow(1)
        .setShards(SHARDS.size() - 1)
        .setMaxTokenLifeMillis(900_000)
        .setT0(t0)
        .setHeadHash(hash(log))
        .build();
  }

  private void top(String shard, int last) throws RedisUnavailableException {
    set(NAMES.top(shard), (EPOCH + "-" + last + "-1").getBytes(US_ASCII));
  }

  private void set(String key, byte[] value) throws RedisUnavailableException {
    redis.commands().set(ascii(key), value);
  }

  private static ByteString hash(List<LogItem> log) {
    return log.isEmpty()
        ? ByteString.EMPTY
        : ByteString.copyFrom(RevocationKeys.itemHash(log.getLast().toByteArray()));
  }

  private void add(String stream, XAddArgs arguments, Kind kind, byte[] payload)
      throws RedisUnavailableException {
    Seal seal = keys.seal(kind, payload);
    redis
        .commands()
        .xadd(
            ascii(stream),
            arguments,
            Map.of(
                ascii(RevocationKeys.FIELD_PAYLOAD), payload,
                ascii(RevocationKeys.FIELD_MAC_KEY_ID), ascii(seal.keyId()),
                ascii(RevocationKeys.FIELD_MAC), seal.mac().toByteArray()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
