package io.portcullis.extauthz.revocation;

/**
 * N, the number of user shards, as the control shard's heartbeats give it. It only grows: what a
 * dropped shard still holds would be in nobody's log.
 */
final class ShardNumber {
  static final int MAX = 1_024;

  private volatile int known;

  /** 0 before the first heartbeat of the control shard. */
  int known() {
    return known;
  }

  void learn(int shards) {
    known = shards;
  }
}
