package io.portcullis.token.revocation;

import io.portcullis.token.revocation.ShardHeartbeat.Sharing;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Proves to the nodes, shard by shard, how fresh what they know is. */
public final class Heartbeats implements AutoCloseable {
  private final ShardWorkers<ShardHeartbeat> heartbeats;

  /**
   * Starts one heartbeat per shard.
   *
   * @param relay a shard that it has stopped is proved no longer
   * @param shared whether other regions follow this log, too
   */
  public Heartbeats(
      DynamoRevocationStore store,
      RedisRevocationPublisher publisher,
      InstantSource clock,
      RevocationRelay relay,
      boolean shared) {
    this(
        store,
        publisher,
        clock,
        relay::stopped,
        shared ? Sharing.WITH_OTHER_REGIONS : Sharing.ALONE);
  }

  Heartbeats(
      DynamoRevocationStore store,
      RevocationPublisher publisher,
      InstantSource clock,
      Predicate<String> silenced,
      Sharing sharing) {
    heartbeats =
        new ShardWorkers<>(
            "revocation-heartbeat",
            shard ->
                new ShardHeartbeat(
                    shard, store, publisher, clock, () -> silenced.test(shard), sharing));
    store.onLayout(heartbeats::follow);
  }

  @Override
  public void close() {
    heartbeats.close();
  }
}
