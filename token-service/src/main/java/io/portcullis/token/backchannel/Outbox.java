package io.portcullis.token.backchannel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The errands that wait. Reads are strongly consistent; every method throws {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when it is not known what happened.
 */
public interface Outbox {
  /** The queue of all walks. */
  String WALKS = "walks";

  /** The queue of a client; no client id makes it that of the walks. */
  static String queueOf(String clientId) {
    return "client#" + clientId;
  }

  /** What is due, the longest due first. */
  List<OutboxItem> due(String queue, long nowMillis, int most);

  /** When the oldest errand of a queue was written, due or not. */
  OptionalLong oldestMillis(String queue);

  /** Leases what nobody has changed since it was read. */
  Optional<OutboxItem> lease(OutboxItem seen, long untilMillis);

  /**
   * Changes a leased errand and when it is due.
   *
   * @return empty, changing nothing, when the lease was lost
   */
  Optional<OutboxItem> change(OutboxItem leased, Errand errand, long dueMillis);

  /** Removes what is done, whoever has the lease now. */
  void remove(OutboxItem done);

  /**
   * Removes what is leased.
   *
   * @return false, changing nothing, when the lease was lost
   */
  boolean abandon(OutboxItem leased);
}
