package io.portcullis.token.revocation;

import io.portcullis.proto.revocation.RevocationKeys;
import java.util.ArrayList;
import java.util.List;

/**
 * The log's shape, which every head holds. It changes in all of them in one transaction, so that a
 * writer of the old one is refused by whichever head it moves.
 *
 * <p>Shards are only added: entries stay where they are, and nodes follow all shards. A longer life
 * is announced to the nodes no sooner than every token of that life has expired that was issued
 * while entries were still kept for the shorter one.
 *
 * @param epoch creation time of the log, Unix milliseconds
 * @param revision counts the changes
 * @param shards N, the number of user shards
 * @param maxTokenLifeMillis what entries are kept for
 * @param formerTokenLifeMillis the most that nodes accept before {@code acceptedFromMillis}
 * @param acceptedFromMillis Unix milliseconds; 0 when there is nothing to wait for
 */
record LogLayout(
    long epoch,
    long revision,
    int shards,
    long maxTokenLifeMillis,
    long formerTokenLifeMillis,
    long acceptedFromMillis) {

  /** Of a log that begins. */
  static LogLayout begin(long epoch, RevocationLogSettings settings) {
    long lifeMillis = settings.maxTokenLife().toMillis();
    return new LogLayout(epoch, 0, settings.shards(), lifeMillis, lifeMillis, 0);
  }

  /** The next one, as configured. */
  LogLayout changed(RevocationLogSettings settings, long nowMillis) {
    long lifeMillis = settings.maxTokenLife().toMillis();
    long acceptedMillis = acceptedTokenLifeMillis(nowMillis);
    return new LogLayout(
        epoch,
        revision + 1,
        settings.shards(),
        lifeMillis,
        acceptedMillis,
        lifeMillis > acceptedMillis ? nowMillis + settings.keepMillis(lifeMillis) : 0);
  }

  /** What heartbeats tell the nodes: no token of a longer life is good. */
  long acceptedTokenLifeMillis(long nowMillis) {
    return nowMillis < acceptedFromMillis ? formerTokenLifeMillis : maxTokenLifeMillis;
  }

  boolean isAsIn(RevocationLogSettings settings) {
    return shards == settings.shards() && maxTokenLifeMillis == settings.maxTokenLife().toMillis();
  }

  /** All shards' names, the control shard first. */
  List<String> shardNames() {
    List<String> names = new ArrayList<>();
    names.add(RevocationKeys.CONTROL_SHARD);
    for (int i = 0; i < shards; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }
}
