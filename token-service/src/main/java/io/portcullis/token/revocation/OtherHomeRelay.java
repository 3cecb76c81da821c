package io.portcullis.token.revocation;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies another region's log to this region's Redis: its items as every relay does, and its
 * heartbeats as they are. It takes no time of its own: what a heartbeat proves is what its own
 * region's clock and strongly consistent read proved, however long it was on its way.
 */
public final class OtherHomeRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtherHomeRelay.class);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration TICK = Duration.ofMillis(200);

  /** An instance that was paused for less looks for nothing that another has trimmed. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final OtherHomeTruth truth;
  private final RevocationPublisher publisher;
  private final ShardWorkers<ShardRelay> relays;
  private final Map<String, Heartbeat> announced = new ConcurrentHashMap<>();
  private final PeriodicTask task;
  private boolean answering = true;

  /** Starts; the log need not have begun. */
  public OtherHomeRelay(
      OtherHomeTruth truth, RedisRevocationPublisher publisher, InstantSource clock) {
    this(truth, (RevocationPublisher) publisher, clock);
  }

  OtherHomeRelay(OtherHomeTruth truth, RevocationPublisher publisher, InstantSource clock) {
    this.truth = truth;
    this.publisher = publisher;
    this.relays =
        new ShardWorkers<>(
            "revocation-relay-" + truth.home(),
            shard ->
                new ShardRelay(
                    shard,
                    truth,
                    publisher,
                    clock,
                    // Its region stops for good; what replication brings may catch up.
                    new ShardRelay.Ways((head, now) -> announcedLow(head), TICK, SLACK, false)));
    this.task =
        PeriodicTask.start("revocation-heartbeats-" + truth.home(), INTERVAL, this::copySafely);
  }

  /** Whether any shard's copy was found ahead of the truth; raise an alarm. */
  public boolean stopped() {
    return relays.all().stream().anyMatch(ShardRelay::stopped);
  }

  @Override
  public void close() {
    task.close();
    relays.close();
  }

  private void copySafely() {
    try {
      List<Heartbeat> heartbeats = truth.heartbeats();
      for (Heartbeat heartbeat : heartbeats) {
        copy(heartbeat);
      }
      answering = true;
    } catch (PublisherException | StorageUnavailableException e) {
      if (answering) {
        LOG.warn("home {}: its heartbeats are not copied: {}", truth.home(), e.getMessage());
      }
      answering = false;
    }
  }

  // An older item may come after a newer one: only its home knows where the log begins.
  private long announcedLow(Head head) {
    Heartbeat heartbeat = announced.get(head.shard());
    if (heartbeat == null || heartbeat.getEpoch() != head.epoch()) {
      throw new LogLayoutException("no heartbeat of " + head.epoch() + " has come yet");
    }
    return heartbeat.getLow();
  }

  // One that was left late, by an instance that was paused, must not take the beginning back.
  private static Heartbeat newer(Heartbeat known, Heartbeat read) {
    return known.getEpoch() == read.getEpoch() && known.getLow() > read.getLow() ? known : read;
  }

  private void copy(Heartbeat heartbeat) throws PublisherException {
    String shard = heartbeat.getShard();
    announced.merge(shard, heartbeat, OtherHomeRelay::newer);
    ShardRelay relay = relays.of(shard);
    Optional<Heartbeat> seen = publisher.heartbeat(shard);
    if (!relay.stopped() && !seen.equals(Optional.of(heartbeat))) {
      publisher.beat(heartbeat);
    }
  }
}
