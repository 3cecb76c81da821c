package io.portcullis.token.revocation;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.proto.revocation.RevocationKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Revokes an id that no token has, every few seconds and one shard after the other, the way every
 * revocation goes. Its id is the time at which it was ordered, in Unix milliseconds: each node sees
 * by it how long a revocation takes to reach it. It costs a transaction; nodes keep no entry of it.
 */
public final class Canary implements AutoCloseable {
  private final RevocationLog log;
  private final DynamoRevocationStore store;
  private final InstantSource clock;
  private final Optional<PeriodicTask> task;
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
    this.task =
        interval.isPositive()
            ? Optional.of(PeriodicTask.start("revocation-canary", interval, this::append))
            : Optional.empty();
  }

  @Override
  public void close() {
    task.ifPresent(PeriodicTask::close);
  }

  private void append() {
    log.append(LogEntry.of(next()));
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
