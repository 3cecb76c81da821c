package io.portcullis.extauthz.revocation;

import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import java.io.IOException;
import java.util.List;

/**
 * The reading of one shard over one connection. A connection that answers but brings no new
 * heartbeat counts as broken: a master that was cut off from its cluster looks just so.
 */
final class ShardReading {
  private static final long FIRST_SILENCE_MILLIS = 4_000;
  private static final long LAST_SILENCE_MILLIS = 60_000;
  private static final long MISSED_MILLIS = 1_000;

  private final FollowedShard shard;
  private final ShardStreams streams;
  private final FollowerTiming timing;
  private final RevocationEvents events;
  private final RereadPace pace;
  private final long silenceMillis;

  private String afterItem;
  private String afterHeartbeat = ShardStreams.BEGINNING;
  private long seenT0;
  private long newsAtMillis;

  /**
   * @param silences how many connections before this one were given up for silence, one after the
   *     other: when there are no heartbeats anywhere, coming back often helps nobody
   */
  ShardReading(
      FollowedShard shard,
      ShardStreams streams,
      FollowerTiming timing,
      RevocationEvents events,
      int silences) {
    this.shard = shard;
    this.streams = streams;
    this.timing = timing;
    this.events = events;
    this.pace = new RereadPace(timing);
    this.silenceMillis = timing.backoffMillis(FIRST_SILENCE_MILLIS, LAST_SILENCE_MILLIS, silences);
    if (shard.log().isSuspect()) {
      shard.log().reread();
      this.afterItem = ShardStreams.BEGINNING;
    } else {
      this.afterItem = shard.log().position();
    }
    this.seenT0 = shard.log().newestT0();
    this.newsAtMillis = timing.monotonicMillis();
  }

  /** Reads once. */
  void next() throws IOException {
    StreamBatch batch = streams.read(afterItem, afterHeartbeat);
    apply(batch);
    afterItem = last(batch.items(), afterItem);
    afterHeartbeat = last(batch.heartbeats(), afterHeartbeat);
    rereadIfDue(batch);
    watchHeartbeats();
  }

  /** Whether a heartbeat newer than all before came over this connection. */
  boolean broughtNews() {
    return shard.log().newestT0() > seenT0;
  }

  /** How long ago the newest heartbeat came, and whether that is too long. */
  boolean isSilent() {
    return timing.monotonicMillis() - newsAtMillis > silenceMillis;
  }

  /** Items first: a heartbeat of the same moment then finds what it speaks of. */
  private void apply(StreamBatch batch) {
    for (StreamEntry entry : batch.items()) {
      shard.log().item(entry.epoch(), entry.sequence(), entry.message()).ifPresent(this::time);
    }
    long before = shard.log().newestT0();
    for (StreamEntry entry : batch.heartbeats()) {
      shard.log().heartbeat(entry.message(), timing.clock().millis());
    }
    if (shard.log().newestT0() > before) {
      newsAtMillis = timing.monotonicMillis();
    }
  }

  private void time(LogItem item) {
    long now = timing.clock().millis();
    events.propagated(shard.name(), now - item.getCommittedAt());
    for (Revocation revocation : item.getRevocationsList()) {
      if (Canary.is(revocation)) {
        events.canary(shard.name(), now - Canary.revokedAtMillis(revocation));
      }
    }
  }

  private void rereadIfDue(StreamBatch batch) {
    boolean readToTheEnd = batch.items().size() < ShardStreams.BATCH;
    if (shard.log().isSuspect() && readToTheEnd && pace.allows()) {
      shard.log().reread();
      afterItem = ShardStreams.BEGINNING;
    }
  }

  /** Heartbeats have Redis's own ids, which may start lower on another master. */
  private void watchHeartbeats() {
    if (timing.monotonicMillis() - newsAtMillis > MISSED_MILLIS) {
      afterHeartbeat = ShardStreams.BEGINNING;
    }
  }

  private static String last(List<StreamEntry> entries, String before) {
    return entries.isEmpty() ? before : entries.getLast().id();
  }
}
