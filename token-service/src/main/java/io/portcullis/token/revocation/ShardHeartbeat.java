package io.portcullis.token.revocation;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.proto.revocation.Heartbeat;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves every 250 ms how far one shard's truth had got: "at t0 there were exactly n". It does not
 * wait for the copy of the log, so that nodes stay fresh while it is filled.
 */
final class ShardHeartbeat implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHeartbeat.class);
  private static final Duration INTERVAL = Duration.ofMillis(250);

  /** Whoever beats comes first the next time too; the others only look whether it still does. */
  private static final Duration YIELD = Duration.ofMillis(50);

  private final String shard;
  private final DynamoRevocationStore store;
  private final RevocationPublisher publisher;
  private final InstantSource clock;
  private final LowWater lowWater;
  private final BooleanSupplier silenced;
  private final Sharing sharing;
  private boolean beating = true;
  private long dueMillis;

  /** Whether other regions follow this log, too. */
  enum Sharing {
    ALONE,
    WITH_OTHER_REGIONS
  }

  /**
   * @param silenced whether the relay found the truth to be behind the copy
   */
  ShardHeartbeat(
      String shard,
      DynamoRevocationStore store,
      RevocationPublisher publisher,
      InstantSource clock,
      BooleanSupplier silenced,
      Sharing sharing) {
    this.shard = shard;
    this.store = store;
    this.publisher = publisher;
    this.clock = clock;
    this.lowWater = new LowWater(store);
    this.silenced = silenced;
    this.sharing = sharing;
  }

  /** Runs until interrupted. */
  @Override
  public void run() {
    PeriodicTask.repeat(
        "revocation-heartbeat-" + shard,
        () -> Math.max(1, dueMillis - clock.millis()),
        this::beatSafely);
  }

  private void beatSafely() {
    dueMillis = clock.millis() + INTERVAL.toMillis();
    try {
      dueMillis = beat();
      beating = true;
    } catch (PublisherException | StorageUnavailableException | LogLayoutException e) {
      if (beating) {
        LOG.warn("shard {}: no heartbeat: {}", shard, e.getMessage());
      }
      beating = false;
    }
  }

  /** Returns when the next one is due, Unix milliseconds. */
  private long beat() throws PublisherException {
    if (silenced.getAsBoolean() || !clockTrusted()) {
      return clock.millis() + INTERVAL.toMillis();
    }
    Optional<Heartbeat> seen = look();
    long t0 = clock.millis();
    if (seen.isPresent() && isAcceptable(seen.get(), t0) && isYoung(seen.get(), t0)) {
      return seen.get().getT0() + INTERVAL.plus(YIELD).toMillis();
    }
    // The order is the proof: what is committed before t0 is in a head read after it.
    Head head = store.readHead(shard);
    // That answer has just compared the clocks: t0 of a wrong one proves what is not so.
    if (store.clockGuard().trusted()) {
      publish(heartbeat(head, t0));
    }
    return t0 + INTERVAL.toMillis();
  }

  /** A Redis that is away keeps no heartbeat from the other regions. */
  private Optional<Heartbeat> look() throws PublisherException {
    try {
      return publisher.heartbeat(shard);
    } catch (PublisherException e) {
      if (sharing == Sharing.ALONE) {
        throw e;
      }
      return Optional.empty();
    }
  }

  // What keeps this region's nodes from it is no reason to keep it from others', nor the reverse.
  private void publish(Heartbeat heartbeat) throws PublisherException {
    if (sharing == Sharing.ALONE) {
      publisher.beat(heartbeat);
      return;
    }
    try {
      publisher.beat(heartbeat);
    } finally {
      store.leave(heartbeat);
    }
  }

  // The guard learns from DynamoDB's answers: while it distrusts, only a read can tell it more.
  private boolean clockTrusted() {
    if (!store.clockGuard().trusted()) {
      store.readHead(shard);
    }
    return store.clockGuard().trusted();
  }

  // What a node would refuse must not keep us silent: a wrong clock silences nobody but itself.
  private boolean isAcceptable(Heartbeat seen, long nowMillis) {
    LogLayout layout = store.layout();
    return seen.getShard().equals(shard)
        && seen.getHome().equals(store.settings().home())
        && seen.getEpoch() == layout.epoch()
        && seen.getShards() == layout.shards()
        && seen.getMaxTokenLifeMillis() == layout.acceptedTokenLifeMillis(nowMillis)
        && seen.getT0() <= nowMillis + store.settings().clockErrorMillis();
  }

  private static boolean isYoung(Heartbeat seen, long nowMillis) {
    return nowMillis - seen.getT0() < INTERVAL.toMillis();
  }

  private Heartbeat heartbeat(Head head, long t0) {
    return Heartbeat.newBuilder()
        .setHome(store.settings().home())
        .setShard(shard)
        .setEpoch(head.epoch())
        .setHead(head.sequence())
        .setLow(lowWater.at(head, t0))
        .setShards(head.layout().shards())
        .setMaxTokenLifeMillis(head.layout().acceptedTokenLifeMillis(t0))
        .setT0(t0)
        .setHeadHash(head.itemHash())
        .build();
  }
}
