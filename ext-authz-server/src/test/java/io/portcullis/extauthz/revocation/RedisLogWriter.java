package io.portcullis.extauthz.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisException;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.RevocationKeys;

/** Writes to Redis what the token service's relays and heartbeats do. */
final class RedisLogWriter {
  private final RedisConnections redis;

  RedisLogWriter(RedisConnections redis) {
    this.redis = redis;
  }

  /** Adds an item under its own id; what is there already is left alone. */
  void append(TruthLog truth, long sequence) {
    try {
      add(
          RevocationKeys.log(truth.shard()),
          new XAddArgs().id(truth.epoch() + "-" + sequence),
          truth.item(sequence));
    } catch (RedisException e) {
      if (!String.valueOf(e.getMessage()).contains("equal or smaller")) {
        throw e;
      }
    }
  }

  void beat(TruthLog truth, long t0) {
    add(RevocationKeys.heartbeatStream(truth.shard()), XAddArgs.Builder.maxlen(64), truth.beat(t0));
  }

  void beat(String shard, SealedMessage message) {
    add(RevocationKeys.heartbeatStream(shard), XAddArgs.Builder.maxlen(64), message);
  }

  void delete(TruthLog truth) {
    commands().del(ascii(RevocationKeys.log(truth.shard())));
  }

  void deleteHeartbeats(TruthLog truth) {
    commands().del(ascii(RevocationKeys.heartbeatStream(truth.shard())));
  }

  private void add(String stream, XAddArgs arguments, SealedMessage message) {
    Object[] fields = {
      ascii(RevocationKeys.FIELD_PAYLOAD),
      message.payload(),
      ascii(RevocationKeys.FIELD_MAC_KEY_ID),
      ascii(message.macKeyId()),
      ascii(RevocationKeys.FIELD_MAC),
      message.mac()
    };
    commands().xadd(ascii(stream), arguments, fields);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private RedisClusterCommands<byte[], byte[]> commands() {
    try {
      return redis.commands();
    } catch (RedisUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }
}
