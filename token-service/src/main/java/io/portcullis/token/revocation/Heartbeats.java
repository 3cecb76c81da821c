package io.portcullis.token.revocation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Proves to the nodes, shard by shard, how fresh what they know is. */
public final class Heartbeats implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();

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
    for (String shard : store.settings().shardNames()) {
      ShardHeartbeat heartbeat =
          new ShardHeartbeat(shard, store, publisher, clock, () -> silenced.test(shard));
      threads.add(Thread.ofVirtual().name("revocation-heartbeat-" + shard).start(heartbeat));
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
