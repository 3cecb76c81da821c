package io.portcullis.token.revocation;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Copies the log from DynamoDB to Redis; every instance does, there is no leader. */
public final class RevocationRelay implements AutoCloseable, CommitListener {
  private final ShardWorkers<ShardRelay> relays;

  /** Starts one relay per shard. */
  public RevocationRelay(
      DynamoRevocationStore store, RedisRevocationPublisher publisher, InstantSource clock) {
    this(store, (RevocationPublisher) publisher, clock);
  }

  RevocationRelay(DynamoRevocationStore store, RevocationPublisher publisher, InstantSource clock) {
    relays =
        new ShardWorkers<>(
            "revocation-relay", shard -> new ShardRelay(shard, store, publisher, clock));
    store.onLayout(relays::follow);
  }

  @Override
  public CompletableFuture<Boolean> committed(StoredItem item) {
    return relays.of(item.shard()).committed(item);
  }

  /** Whether any shard's copy was found ahead of the truth; raise an alarm. */
  public boolean stopped() {
    return relays.all().stream().anyMatch(ShardRelay::stopped);
  }

  boolean stopped(String shard) {
    return relays.of(shard).stopped();
  }

  @Override
  public void close() {
    relays.close();
  }
}
