package io.portcullis.extauthz.revocation;

/** Watches the following of the log; called on the followers' threads. */
public interface RevocationEvents {
  /** An item or heartbeat was not believed. */
  void refused(String shard, Refusal reason);

  /** The log here is not known to be whole any more; it is read again from its beginning. */
  void gap(String shard);

  /**
   * An item was applied while this node was up to date.
   *
   * @param millis from the writer's commit to now, by two clocks; may be negative
   */
  void propagated(String shard, long millis);

  /**
   * A canary's revocation was applied while this node was up to date.
   *
   * @param millis from the writer's commit to now, by two clocks; may be negative
   */
  void canary(String shard, long millis);

  /** The log keeps its entries for tokens of at most this life from now on. */
  void tokenLife(long maxTokenLifeMillis);

  /**
   * The snapshot file was read, refused or written.
   *
   * @param detail for the log
   */
  void snapshot(SnapshotOutcome outcome, String detail);

  /** The shard is being read. */
  void connected(String shard);

  /**
   * The shard is not being read, and will be tried again.
   *
   * @param reason for the log
   */
  void disconnected(String shard, String reason);
}
