package io.portcullis.extauthz.revocation.model;

import java.util.Set;

/**
 * The stream of one shard in Redis, its Lua script, and relays: one that looks and writes at once,
 * and one that pauses in between. More of them would do nothing that these two cannot.
 */
final class RedisLog {
  private final Truth truth;
  private final boolean automaticIds;
  private final boolean appendsOverHole;
  private final boolean startsAboveLow;
  private final int items;

  /** Each a sequence, plus the number of possible items if of the second generation. */
  private final Cell[] entries;

  private final Cell topEpoch;
  private final Cell top;
  private final Cell pausedItem;
  private final Cell pausedLow;

  RedisLog(Layout layout, LogBounds bounds, Truth truth, Set<Bug> bugs) {
    this.truth = truth;
    this.automaticIds = bugs.contains(Bug.AUTOMATIC_STREAM_IDS);
    this.appendsOverHole = bugs.contains(Bug.RELAY_APPENDS_OVER_HOLE);
    this.startsAboveLow = bugs.contains(Bug.RELAY_STARTS_ABOVE_LOW);
    this.items = bounds.items();
    int names = bounds.recreated() ? 2 * items : items;
    entries = new Cell[items + 1];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = layout.cell("entry" + i, names);
    }
    topEpoch = layout.cell("top's epoch", 2);
    top = layout.cell("top", items + 1);
    pausedItem = layout.cell("paused relay's item", names);
    pausedLow = layout.cell("with low", items + 1);
  }

  int length(State state) {
    int length = 0;
    while (length < entries.length && entries[length].isSet(state)) {
      length++;
    }
    return length;
  }

  int generation(State state, int entry) {
    return (entries[entry].of(state) - 1) / items;
  }

  int sequence(State state, int entry) {
    return (entries[entry].of(state) - 1) % items + 1;
  }

  /** Whether Redis holds more than the truth: the relay that sees it stops and alarms. */
  boolean isBeyondTruth(State state) {
    return topEpoch.of(state) == truth.epoch(state) && top.of(state) > truth.head(state);
  }

  /** Whether a relay that looks now would append, and so could. */
  boolean lacksItem(State state) {
    return lacksItem(state, truth.low(state));
  }

  /** As a relay sees it that knows this low, which may be one of earlier. */
  boolean lacksItem(State state, int low) {
    return !isBeyondTruth(state)
        && !hasHoles(state, low)
        && next(state, low) <= truth.head(state)
        && length(state) < entries.length;
  }

  void copyNext(State state) {
    copyNext(state, truth.low(state));
  }

  void copyNext(State state, int low) {
    append(state, name(state, next(state, low)), low);
  }

  boolean canPause(State state) {
    return !pausedItem.isSet(state) && lacksItem(state);
  }

  void lookAndPause(State state) {
    pausedItem.set(state, name(state, next(state, truth.low(state))));
    pausedLow.set(state, truth.low(state));
  }

  /** After its own commit a relay appends without a look; low 0 begins no stream. */
  boolean canHandOver(State state) {
    return !pausedItem.isSet(state) && truth.head(state) > 0;
  }

  void handOver(State state) {
    pausedItem.set(state, name(state, truth.head(state)));
    pausedLow.set(state, 0);
  }

  boolean isPaused(State state) {
    return pausedItem.isSet(state);
  }

  void pausedWrites(State state) {
    if (length(state) < entries.length) {
      append(state, pausedItem.of(state), pausedLow.of(state));
    }
    pausedDies(state);
  }

  void pausedDies(State state) {
    pausedItem.set(state, 0);
    pausedLow.set(state, 0);
  }

  /** What {@code StreamState.hasHoles} says of a stream in the truth's epoch. */
  boolean hasHoles(State state) {
    return hasHoles(state, truth.low(state));
  }

  boolean hasHoles(State state, int low) {
    if (automaticIds || top.of(state) == 0 || topEpoch.of(state) != truth.epoch(state)) {
      return false;
    }
    int length = length(state);
    if (top.of(state) < low) {
      return top.of(state) + 1 < low;
    }
    return length == 0
        || sequence(state, 0) > low
        || length != top.of(state) - sequence(state, 0) + 1;
  }

  /** All of the stream is lost: FLUSHALL, or a relay that makes it again. */
  void clear(State state) {
    for (Cell entry : entries) {
      entry.set(state, 0);
    }
    topEpoch.set(state, 0);
    top.set(state, 0);
  }

  /** A failover to a replica that had not got the last entry. */
  void loseLast(State state) {
    entries[length(state) - 1].set(state, 0);
    top.set(state, Math.max(0, top.of(state) - 1));
    if (top.of(state) == 0) {
      topEpoch.set(state, 0);
    }
  }

  boolean canTrim(State state) {
    return length(state) > 0
        && topEpoch.of(state) == truth.epoch(state)
        && sequence(state, 0) < truth.low(state);
  }

  void trim(State state) {
    int length = length(state);
    for (int i = 0; i < length; i++) {
      entries[i].set(state, i + 1 < length ? entries[i + 1].of(state) : 0);
    }
  }

  private int next(State state, int low) {
    return top.of(state) > 0 && topEpoch.of(state) == truth.epoch(state) ? top.of(state) + 1 : low;
  }

  private int name(State state, int sequence) {
    return sequence + items * truth.generation(state, sequence);
  }

  /** The Lua script. */
  private void append(State state, int name, int low) {
    int epoch = truth.epoch((name - 1) / items);
    int sequence = (name - 1) % items + 1;
    if (automaticIds) {
      push(state, name, epoch, sequence);
    } else if (top.of(state) > 0 && topEpoch.of(state) >= epoch) {
      boolean follows = appendsOverHole ? sequence > top.of(state) : sequence == top.of(state) + 1;
      if (topEpoch.of(state) == epoch && follows) {
        push(state, name, epoch, sequence);
      }
    } else if (sequence == low || startsAboveLow) {
      clear(state);
      push(state, name, epoch, sequence);
    }
  }

  private void push(State state, int name, int epoch, int sequence) {
    entries[length(state)].set(state, name);
    topEpoch.set(state, epoch);
    top.set(state, sequence);
  }
}
