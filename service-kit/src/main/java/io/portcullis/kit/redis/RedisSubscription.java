package io.portcullis.kit.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.function.Consumer;

/** A subscription to one channel, over a connection of its own, which never reconnects. */
public final class RedisSubscription implements AutoCloseable {
  private final StatefulRedisPubSubConnection<byte[], byte[]> connection;

  RedisSubscription(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  /** Subscribes, and waits until it is confirmed. */
  void to(byte[] channel, Consumer<byte[]> messages) {
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] ofChannel, byte[] message) {
            messages.accept(message);
          }
        });
    connection.sync().subscribe(channel);
  }

  /**
   * Makes sure that the other end still answers.
   *
   * @throws RedisUnavailableException if it does not; what was published since may be lost
   */
  public void ping() throws RedisUnavailableException {
    try {
      connection.sync().ping();
    } catch (RedisException e) {
      throw new RedisUnavailableException(
          "the subscription is lost: " + RedisTopology.reason(e), e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
