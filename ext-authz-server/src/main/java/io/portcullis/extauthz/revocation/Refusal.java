package io.portcullis.extauthz.revocation;

/** Why an item or a heartbeat from Redis was not believed. None of them changes the freshness. */
public enum Refusal {
  /** Fields missing or out of their range, or bytes that are no message. */
  MALFORMED,
  /** No key of ours made the MAC. */
  BAD_SEAL,
  /** Sealed for another shard, another home or another place in the stream. */
  MISPLACED,
  /** Of a log that has been replaced. */
  OLDER_EPOCH,
  /** Another number of shards than the control shard's heartbeats give. */
  UNKNOWN_SHARDS,
  /** t0 is further ahead of our clock than clocks may differ. */
  FROM_THE_FUTURE,
  /** The head went back while time went on. */
  HEAD_FELL,
  /** Its item is so old that we no longer hold the hash to compare. */
  UNVERIFIABLE,
  /** The item applied here is not the one that the truth has. */
  WRONG_HASH,
  /** The item does not continue the one before it: they are of two logs. */
  BROKEN_LINK,
  /** More heartbeats wait for their items than are kept. */
  QUEUE_FULL
}
