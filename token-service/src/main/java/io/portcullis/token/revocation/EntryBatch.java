package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes waiting entries for one transaction: at most 90 changes, and no two of the same item, which
 * DynamoDB refuses. What does not fit stays for the next.
 */
final class EntryBatch {
  static final int MAX_CHANGES = 90;

  private final List<PendingEntry> entries = new ArrayList<>();
  private final Set<Object> targets = new HashSet<>();
  private int actions;

  private EntryBatch() {}

  /** Moves entries from the front of the queue; a taken one leaves it. */
  static List<PendingEntry> take(Deque<PendingEntry> waiting) {
    EntryBatch batch = new EntryBatch();
    Deque<PendingEntry> left = new ArrayDeque<>();
    while (!waiting.isEmpty()) {
      PendingEntry next = waiting.remove();
      if (!batch.add(next)) {
        left.add(next);
      }
    }
    waiting.addAll(left);
    return batch.entries;
  }

  private boolean add(PendingEntry pending) {
    Set<Object> wanted = targets(pending.entry());
    if (entries.size() == MAX_CHANGES
        || actions + pending.entry().actions() > MAX_CHANGES
        || wanted.stream().anyMatch(targets::contains)) {
      return false;
    }
    entries.add(pending);
    targets.addAll(wanted);
    actions += pending.entry().actions();
    return true;
  }

  private static Set<Object> targets(LogEntry entry) {
    Set<Object> targets = new HashSet<>();
    entry.writes().stream().map(DynamoWrite::target).forEach(targets::add);
    if (entry.standing()) {
      targets.add(entry.request());
    }
    return targets;
  }
}
