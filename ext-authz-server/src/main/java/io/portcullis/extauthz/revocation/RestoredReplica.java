package io.portcullis.extauthz.revocation;

import java.util.Map;

/**
 * A replica to follow the log with.
 *
 * @param marks by shard, how far the log need not be read again; empty after a start from nothing
 */
public record RestoredReplica(RevocationReplica replica, Map<String, ShardMark> marks) {
  /** Keeps its own map. */
  public RestoredReplica {
    marks = Map.copyOf(marks);
  }

  static RestoredReplica empty(RevocationReplica replica) {
    return new RestoredReplica(replica, Map.of());
  }
}
