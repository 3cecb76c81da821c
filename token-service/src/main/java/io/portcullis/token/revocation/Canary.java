package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes an id that no token has, every few seconds and one shard after the other, the way every
 * revocation goes. Its id is the time at which it was ordered, in Unix milliseconds: each node sees
 * by it how long a revocation takes to reach it. It costs a transaction; nodes keep no entry of it.
 */
public final class Canary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

  private final RevocationLog log;
  private final DynamoRevocationStore store;
  private final InstantSource clock;
  private final Thread thread;
  private int turn;

  /**
   * Starts.
   *
   * @param interval between two; none when zero
   */
  public Canary(
      RevocationLog log, DynamoRevocationStore store, Duration interval, InstantSource clock) {
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("revocation-canary").unstarted(() -> run(interval));
    if (interval.isPositive()) {
      thread.start();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run(Duration interval) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(interval.toMillis());
        append();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // A canary that died would look like a log that stands still, on every node.
  private void append() {
    try {
      log.append(LogEntry.of(next()));
    } catch (RuntimeException e) {
      LOG.error("a canary was not revoked; the next one will be", e);
    }
  }

  private RevocationRequest next() {
    List<String> shards = store.layout().shardNames();
    String shard = shards.get(turn++ % shards.size());
    String id = Long.toString(clock.millis());
    return RevocationRequest.token(
        RevocationKeys.CANARY_ISSUER, "", userIn(shard, shards.size() - 1), id);
  }

  /** Some user whose tokens belong to the shard; nobody for the control shard. */
  private static String userIn(String shard, int userShards) {
    if (shard.equals(RevocationKeys.CONTROL_SHARD)) {
      return "";
    }
    int user = 0;
    while (!RevocationKeys.shardOf("", Integer.toString(user), userShards).equals(shard)) {
      user++;
    }
    return Integer.toString(user);
  }
}
