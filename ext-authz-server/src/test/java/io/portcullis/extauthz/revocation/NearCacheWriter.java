package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.SetArgs;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.proto.revocation.SealedHeartbeat;

/**
 * Writes what the token service's scripts write beside the log; the golden file holds both to it.
 */
final class NearCacheWriter {
  private final RedisConnections redis;
  private final NearCacheKeys keys;

  NearCacheWriter(RedisConnections redis, boolean hashed) {
    this.redis = redis;
    this.keys = new NearCacheKeys(hashed);
  }

  void append(TruthLog truth, long sequence) {
    for (Revocation revocation : parse(truth.item(sequence)).getRevocationsList()) {
      keys.name(truth.shard(), revocation).ifPresent(name -> set(name, revocation));
    }
    top(truth, sequence);
  }

  void top(TruthLog truth, long sequence) {
    put(keys.top(truth.shard()), (truth.epoch() + "-" + sequence + "-1").getBytes(US_ASCII));
  }

  void beat(String shard, SealedMessage message) {
    put(
        NearCacheKeys.heartbeat(shard),
        SealedHeartbeat.newBuilder()
            .setPayload(ByteString.copyFrom(message.payload()))
            .setMacKeyId(message.macKeyId())
            .setMac(ByteString.copyFrom(message.mac()))
            .build()
            .toByteArray());
  }

  void publish(byte[] message) {
    try {
      redis.commands().publish(NearCacheKeys.EVENTS.getBytes(US_ASCII), message);
    } catch (RedisUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private void set(String name, Revocation revocation) {
    String value =
        revocation.getType() == RevocationType.USER ? Long.toString(revocation.getNotAfter()) : "1";
    try {
      redis
          .commands()
          .set(
              name.getBytes(US_ASCII),
              value.getBytes(US_ASCII),
              SetArgs.Builder.px(TruthLog.KEEP_MILLIS));
    } catch (RedisUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(String name, byte[] value) {
    try {
      redis.commands().set(name.getBytes(US_ASCII), value);
    } catch (RedisUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LogItem parse(SealedMessage item) {
    try {
      return LogItem.parseFrom(item.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
