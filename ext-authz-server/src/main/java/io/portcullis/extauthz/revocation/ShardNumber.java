package io.portcullis.extauthz.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * N, the number of user shards, as the control shard's heartbeats give it. It only grows: what a
 * dropped shard still holds would be in nobody's log.
 */
final class ShardNumber {
  static final int MAX = 1_024;

  private final LongSupplier millis;
  private final List<Change> changes = new ArrayList<>();
  private volatile int known;

  /** From then on the log was written by this number. */
  private record Change(int shards, long atMillis) {}

  /** {@code millis} is monotonic. */
  ShardNumber(LongSupplier millis) {
    this.millis = millis;
  }

  ShardNumber() {
    this(() -> 0);
  }

  /** 0 before the first heartbeat of the control shard. */
  int known() {
    return known;
  }

  synchronized void learn(int shards) {
    if (shards != known) {
      changes.add(new Change(shards, millis.getAsLong()));
      known = shards;
    }
  }

  /**
   * Every number by which entries that are kept so long may have been written: the one in force,
   * and those that were within that time. Who has not watched for so long does not know these, and
   * takes all that are possible.
   */
  synchronized Set<Integer> within(long keptMillis) {
    long since = millis.getAsLong() - keptMillis;
    Set<Integer> numbers = new TreeSet<>();
    if (changes.isEmpty()) {
      return numbers;
    }
    if (changes.getFirst().atMillis > since) {
      IntStream.rangeClosed(1, known).forEach(numbers::add);
      return numbers;
    }
    for (int i = 0; i < changes.size(); i++) {
      boolean last = i == changes.size() - 1;
      if (last || changes.get(i + 1).atMillis > since) {
        numbers.add(changes.get(i).shards);
      }
    }
    return numbers;
  }
}
