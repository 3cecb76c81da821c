package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.Heartbeat;
import java.util.Optional;

/**
 * The copy of the log that the nodes follow. Every method throws {@link PublisherException} when it
 * does not answer in time.
 */
interface RevocationPublisher {
  /** Appends an item if it is the next one; see {@link Append}. */
  Append append(StoredItem item, long low) throws PublisherException;

  /** What the copy of a shard holds. */
  StreamState state(String shard) throws PublisherException;

  /** Empties a copy with holes, if its top is still the one that was seen. */
  void reset(String shard, StreamState seen) throws PublisherException;

  /** Removes what is below {@code low}. */
  void trim(String shard, long epoch, long low) throws PublisherException;

  /** The newest heartbeat with a good seal. */
  Optional<Heartbeat> heartbeat(String shard) throws PublisherException;

  /** Publishes a heartbeat. */
  void beat(Heartbeat heartbeat) throws PublisherException;

  /** What an append came to. */
  enum Append {
    APPENDED,
    /** The copy has this item already, or a later one. */
    PRESENT,
    /** It is not the next: there would be a hole. */
    REFUSED,
    /** The copy is of a later epoch. */
    NEWER_EPOCH
  }
}
