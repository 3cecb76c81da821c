package io.portcullis.token.revocation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Copies the log from DynamoDB to Redis; every instance does, there is no leader. */
public final class RevocationRelay implements AutoCloseable, CommitListener {
  private final Map<String, ShardRelay> relays = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Starts one relay per shard. */
  public RevocationRelay(
      DynamoRevocationStore store, RedisRevocationPublisher publisher, InstantSource clock) {
    this(store, (RevocationPublisher) publisher, clock);
  }

  RevocationRelay(DynamoRevocationStore store, RevocationPublisher publisher, InstantSource clock) {
    for (String shard : store.settings().shardNames()) {
      ShardRelay relay = new ShardRelay(shard, store, publisher, clock);
      relays.put(shard, relay);
      threads.add(Thread.ofVirtual().name("revocation-relay-" + shard).start(relay));
    }
  }

  @Override
  public CompletableFuture<Boolean> committed(StoredItem item) {
    return relay(item.shard()).committed(item);
  }

  /** Whether any shard's copy was found ahead of the truth; raise an alarm. */
  public boolean stopped() {
    return relays.values().stream().anyMatch(ShardRelay::stopped);
  }

  boolean stopped(String shard) {
    return relay(shard).stopped();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  private ShardRelay relay(String shard) {
    ShardRelay relay = relays.get(shard);
    if (relay == null) {
      throw new IllegalStateException("no relay for shard " + shard);
    }
    return relay;
  }
}
