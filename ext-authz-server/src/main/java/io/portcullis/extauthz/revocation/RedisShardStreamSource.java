package io.portcullis.extauthz.revocation;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.RevocationKeys;
import java.io.IOException;

/** Asks the cluster each time who owns the shard, so that a failover is followed. */
final class RedisShardStreamSource implements ShardStreamSource {
  private final RedisConnections redis;

  RedisShardStreamSource(RedisConnections redis) {
    this.redis = redis;
  }

  @Override
  public ShardStreams connect(String shard) throws IOException {
    try {
      return new RedisShardStreams(redis.connectToMaster(RevocationKeys.log(shard)), shard);
    } catch (RedisUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
