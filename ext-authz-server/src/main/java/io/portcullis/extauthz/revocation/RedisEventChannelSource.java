package io.portcullis.extauthz.revocation;

import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSubscription;
import io.portcullis.kit.redis.RedisUnavailableException;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.proto.revocation.RevocationKeys;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Plain {@code SUBSCRIBE}, which a cluster passes on to all its nodes: a sharded subscription is
 * not taken up again after resharding (redis/lettuce#3213). Any node would do; the one that has the
 * control shard is asked for anew each time.
 */
final class RedisEventChannelSource implements EventChannelSource {
  private final RedisConnections redis;

  RedisEventChannelSource(RedisConnections redis) {
    this.redis = redis;
  }

  @Override
  public EventChannel open(Consumer<byte[]> messages) throws IOException {
    try {
      RedisSubscription subscription =
          redis.subscribe(
              RevocationKeys.log(RevocationKeys.CONTROL_SHARD),
              NearCacheKeys.EVENTS,
              RevocationEvent.MAX_BYTES,
              messages);
      return new Subscribed(subscription);
    } catch (RedisUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private record Subscribed(RedisSubscription subscription) implements EventChannel {
    @Override
    public void check() throws IOException {
      try {
        subscription.ping();
      } catch (RedisUnavailableException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      subscription.close();
    }
  }
}
