package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;

/**
 * A revocation and the writes that stand or fall with it in one transaction.
 *
 * @param writes at most {@value #MAX_WRITES}
 * @param standing whether an item beside the log tells of it, to be read when tokens are judged
 */
public record LogEntry(RevocationRequest request, List<DynamoWrite> writes, boolean standing) {
  /** The most that one entry may bring. */
  public static final int MAX_WRITES = 4;

  /** Copies the list. */
  public LogEntry {
    if (writes.size() > MAX_WRITES) {
      throw new IllegalArgumentException(writes.size() + " writes; at most " + MAX_WRITES);
    }
    writes = List.copyOf(writes);
  }

  /** Only what covers tokens at large leaves an item beside the log. */
  public LogEntry(RevocationRequest request, List<DynamoWrite> writes) {
    this(request, writes, request.hasStanding());
  }

  /** One of our own tokens, which we ourselves must refuse, too. */
  static LogEntry ofOwnToken(RevocationRequest request) {
    return new LogEntry(request, List.of(), true);
  }

  /** A revocation that changes nothing else. */
  public static LogEntry of(RevocationRequest request) {
    return new LogEntry(request, List.of());
  }

  /** Whether its writes have conditions. A cutoff's have none: only its own time is compared. */
  boolean mayBeRefused() {
    return !writes.isEmpty() && !request.isCutoff();
  }

  /** Actions of a transaction that it takes, beside the head's and the item's. */
  int actions() {
    return writes.size() + (standing ? 1 : 0);
  }
}
