package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.ClockGuard;
import java.util.List;

/** The truth of one home as relays read it, strongly consistent. */
interface ShardTruth {
  /** How far a shard has got. */
  Head readHead(String shard);

  /** Items in the order of their sequence, beginning at or after one. */
  List<StoredItem> readItems(Head head, long fromSequence, int limit);

  /** Whether this process's clock may be relied upon. */
  ClockGuard clockGuard();

  /** The most by which two clocks may differ. */
  long clockErrorMillis();
}
