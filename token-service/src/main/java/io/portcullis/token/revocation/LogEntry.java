package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;

/**
 * A revocation and the writes that stand or fall with it in one transaction.
 *
 * @param writes at most {@value #MAX_WRITES}
 */
public record LogEntry(RevocationRequest request, List<DynamoWrite> writes) {
  /** The most that one entry may bring. */
  public static final int MAX_WRITES = 4;

  /** Copies the list. */
  public LogEntry {
    if (writes.size() > MAX_WRITES) {
      throw new IllegalArgumentException(writes.size() + " writes; at most " + MAX_WRITES);
    }
    writes = List.copyOf(writes);
  }

  /** A revocation that changes nothing else. */
  public static LogEntry of(RevocationRequest request) {
    return new LogEntry(request, List.of());
  }

  /** Actions of a transaction that it takes, beside the head's and the item's. */
  int actions() {
    return writes.size() + (request.hasStanding() ? 1 : 0);
  }
}
