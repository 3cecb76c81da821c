package io.portcullis.extauthz.revocation;

/** What a {@link ShardLog} tells the rest of the replica. */
interface ShardProof {
  /** Nothing of this shard older than t0 is missing here; says no less than before. */
  void advance(long t0Millis);

  /** What was proved of this shard does not hold. */
  void voidProof();

  /** Whether a heartbeat of this shard may give this number of user shards. */
  boolean knowsShards(int shards);

  /** An accepted heartbeat of this shard gave this number of user shards. */
  void learnShards(int shards);

  /** The newest heartbeat of this shard gave this as the longest life of a token. */
  void learnTokenLife(long maxTokenLifeMillis);

  void gap();

  /** What a snapshot file said of this shard is not of this log. */
  void snapshotOfAnotherLog();

  void refused(Refusal reason);
}
