package io.portcullis.token.revocation;

import java.time.InstantSource;
import java.util.function.Predicate;

/** Proves to the nodes, shard by shard, how fresh what they know is. */
public final class Heartbeats implements AutoCloseable {
  private final ShardWorkers<ShardHeartbeat> heartbeats;

  /**
   * Starts one heartbeat per shard.
   *
   * @param relay a shard that it has stopped is proved no longer
   */
  public Heartbeats(
      DynamoRevocationStore store,
      RedisRevocationPublisher publisher,
      InstantSource clock,
      RevocationRelay relay) {
    this(store, publisher, clock, relay::stopped);
  }

  Heartbeats(
      DynamoRevocationStore store,
      RevocationPublisher publisher,
      InstantSource clock,
      Predicate<String> silenced) {
    heartbeats =
        new ShardWorkers<>(
            "revocation-heartbeat",
            shard ->
                new ShardHeartbeat(shard, store, publisher, clock, () -> silenced.test(shard)));
    store.onLayout(heartbeats::follow);
  }

  @Override
  public void close() {
    heartbeats.close();
  }
}
