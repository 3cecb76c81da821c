package io.portcullis.token.dynamo;

import java.util.List;

/** Writes several rooms' changes all or none. */
public interface AtomicWrites {
  /**
   * Commits the writes as one.
   *
   * @return false, changing nothing, when a condition does not hold, or other writes of the same
   *     items were in the way each time
   * @throws StorageUnavailableException when it is not known whether they were committed
   */
  boolean commit(List<DynamoWrite> writes);
}
