package io.portcullis.token.revocation;

/**
 * What the copy of a shard's log holds.
 *
 * @param epoch of its top; 0 when there is no stream
 * @param top sequence that was last appended, be it trimmed since or not
 * @param length number of items
 * @param firstEpoch of its first item; 0 when there is none
 * @param first sequence of its first item; 0 when there is none
 * @param keyed whether every item has its plain keys; always, where there are to be none
 */
record StreamState(long epoch, long top, long length, long firstEpoch, long first, boolean keyed) {
  static final StreamState NONE = new StreamState(0, 0, 0, 0, 0, true);

  /** Whether it is beyond the head, which was read after it. */
  boolean isBeyond(Head head) {
    return epoch > head.epoch() || (epoch == head.epoch() && top > head.sequence());
  }

  /**
   * Whether an item is missing that {@code low} … top should hold, or a later one cannot follow.
   */
  boolean hasHoles(long headEpoch, long low) {
    if (epoch != headEpoch) {
      return false;
    }
    if (!keyed) {
      return true;
    }
    if (top < low) {
      return top + 1 < low;
    }
    return length == 0 || firstEpoch != epoch || first > low || length != top - first + 1;
  }
}
