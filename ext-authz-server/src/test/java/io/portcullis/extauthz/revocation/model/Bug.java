package io.portcullis.extauthz.revocation.model;

/** What can be planted: each a plausible mistake that some scene must turn into a hole. */
public enum Bug {
  /** Redis numbers the log's entries; relays append without a look, followers count. */
  AUTOMATIC_STREAM_IDS,
  /** A beater reads the head first and its clock afterwards. */
  T0_AFTER_THE_READ,
  /** A check looks up first and reads its proof afterwards. */
  PROOF_AFTER_THE_LOOK_UP,
  /** A follower empties its set before it reads the stream again. */
  REMOVAL_ON_RESYNC,
  /** A session that began at the very T is not covered. */
  STRICT_CUTOFF,
  /** Minting reads the session first and takes {@code iat} afterwards. */
  IAT_AFTER_THE_FIRST_READ,
  /** A relay appends an item whose predecessor Redis lacks. */
  RELAY_APPENDS_OVER_HOLE,
  /** A follower applies an item whose predecessor it lacks, as if nothing were missing. */
  FOLLOWER_APPLIES_OVER_HOLE,
  /** A relay begins an empty stream with any item. */
  RELAY_STARTS_ABOVE_LOW,
  /** A follower takes a stream for whole that begins above {@code low}. */
  FOLLOWER_STARTS_ABOVE_LOW,
  /**
   * A re-created log counts from nothing in the old epoch, a restored one from what it has left.
   */
  HEAD_RESTARTS_IN_ITS_EPOCH,
  /** A follower does not look whether an item continues the one before it. */
  LINKS_UNCHECKED,
  /** A token's own {@code iat} counts for the key that signed it. */
  IAT_AS_PROOF_FOR_KEY,
  /** T is the writer's clock as it is. */
  T_WITHOUT_CLOCK_ERROR,
  /** A node drops an entry by its wall clock. */
  EXPIRY_BY_WALL_CLOCK,
  /** A follower believes a heartbeat of another shard. */
  HEARTBEAT_OF_ANOTHER_SHARD,
  /** A cached "not revoked" grows fresher with each heartbeat that comes in. */
  NEGATIVE_DATED_BY_LATER_HEARTBEAT,
  /** A commit that took longer than the clock error is acknowledged as it is. */
  SLOW_COMMIT_NOT_REPEATED
}
