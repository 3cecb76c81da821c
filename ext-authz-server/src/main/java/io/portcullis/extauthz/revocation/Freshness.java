package io.portcullis.extauthz.revocation;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For each shard the newest time at which the truth is proved to have held nothing that is not in
 * the replica. Unix milliseconds by the clock of who took the proof; {@link #NONE} if there is none
 * yet. The control shard comes first.
 *
 * <p>A proof becomes visible after the entries it speaks of: who reads it first and looks up second
 * sees them all.
 */
public final class Freshness {
  static final long NONE = 0;

  private volatile AtomicLong[] shards = {new AtomicLong(NONE)};
  private volatile long proved = NONE;

  /** The proof of the whole: the oldest of all shards'. */
  public long oldest() {
    long oldest = Long.MAX_VALUE;
    for (AtomicLong shard : shards) {
      oldest = Math.min(oldest, shard.get());
    }
    return Math.max(oldest, proved);
  }

  /** The control shard's proof, which is that of the keys. */
  public long control() {
    return shards[0].get();
  }

  /** Whether every user shard of the log is proved, too. */
  boolean isComplete() {
    return shards.length > 1 && oldest() != NONE;
  }

  /** The cell of a shard: 0 for the control shard, 1 + i for user shard i. */
  AtomicLong shard(int index) {
    return shards[index];
  }

  /**
   * Makes room for more user shards. What was proved of the fewer stays proved: at that time there
   * were no others.
   */
  synchronized void grow(int userShards) {
    AtomicLong[] now = shards;
    if (now.length > 1) {
      proved = oldest();
    }
    AtomicLong[] more = Arrays.copyOf(now, 1 + userShards);
    for (int i = now.length; i < more.length; i++) {
      more[i] = new AtomicLong(NONE);
    }
    shards = more;
  }

  /** Takes back what was proved with the help of this shard. */
  synchronized void voidProof(AtomicLong shard) {
    shard.set(NONE);
    proved = NONE;
  }
}
