package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.RevocationKeys;
import java.util.concurrent.atomic.AtomicLong;

/** Connects a shard's log with the freshness of the whole and with who watches. */
final class ReplicaShardProof implements ShardProof {
  private final String shard;
  private final String name;
  private final RevocationReplica replica;
  private final ShardNumber number;
  private final RevocationEvents events;
  private final AtomicLong cell;

  ReplicaShardProof(
      String shard, RevocationReplica replica, ShardNumber number, RevocationEvents events) {
    this(shard, shard, replica, number, events);
  }

  /**
   * @param name of the shard among those of all homes, for who watches
   */
  ReplicaShardProof(
      String shard,
      String name,
      RevocationReplica replica,
      ShardNumber number,
      RevocationEvents events) {
    this.shard = shard;
    this.name = name;
    this.replica = replica;
    this.number = number;
    this.events = events;
    this.cell = replica.freshness().shard(isControl() ? 0 : 1 + Integer.parseInt(shard));
  }

  @Override
  public void advance(long t0Millis) {
    if (t0Millis > cell.get()) {
      cell.set(t0Millis);
    }
  }

  @Override
  public void voidProof() {
    replica.freshness().voidProof(cell);
  }

  @Override
  public boolean knowsShards(int shards) {
    return isControl() ? shards >= number.known() : shards == number.known();
  }

  /** The room is made before the control shard's own proof can speak of the larger number. */
  @Override
  public void learnShards(int shards) {
    if (shards > number.known()) {
      replica.freshness().grow(shards);
      number.learn(shards);
    }
  }

  /** All heads change it in one transaction; the control shard speaks for them. */
  @Override
  public void learnTokenLife(long maxTokenLifeMillis) {
    if (isControl() && maxTokenLifeMillis != replica.maxTokenLifeMillis()) {
      replica.limitTokenLife(maxTokenLifeMillis);
      events.tokenLife(maxTokenLifeMillis);
    }
  }

  @Override
  public void gap() {
    events.gap(name);
  }

  @Override
  public void snapshotOfAnotherLog() {
    events.snapshot(
        SnapshotOutcome.OTHER_LOG, "shard " + name + " is read from its log's beginning");
  }

  @Override
  public void refused(Refusal reason) {
    events.refused(name, reason);
  }

  private boolean isControl() {
    return shard.equals(RevocationKeys.CONTROL_SHARD);
  }
}
