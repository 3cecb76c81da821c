package io.portcullis.token.revocation;

import java.util.List;

/**
 * The oldest item of a shard that may still cover a living token. Remembers where it was, so that
 * the log is asked only when that item expires.
 */
final class LowWater implements LowSource {
  private static final int PAGE = 50;

  private final ShardTruth truth;
  private long epoch;
  private long low = 1;
  private long expiresAtMillis;

  LowWater(ShardTruth truth) {
    this.truth = truth;
  }

  @Override
  public synchronized long at(Head head, long nowMillis) {
    if (epoch != head.epoch()) {
      epoch = head.epoch();
      low = 1;
      expiresAtMillis = 0;
    }
    while (nowMillis >= expiresAtMillis && low <= head.sequence()) {
      advance(head, nowMillis);
    }
    return low;
  }

  private void advance(Head head, long nowMillis) {
    List<StoredItem> items = truth.readItems(head, low, PAGE);
    for (StoredItem item : items) {
      if (nowMillis < item.expiresAtMillis()) {
        low = item.sequence();
        expiresAtMillis = item.expiresAtMillis();
        return;
      }
    }
    low = items.isEmpty() ? head.sequence() + 1 : items.getLast().sequence() + 1;
  }
}
