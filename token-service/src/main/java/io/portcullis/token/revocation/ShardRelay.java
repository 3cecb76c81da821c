package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.RevocationPublisher.Append;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one shard's log to Redis. Right after a commit of this process the item is appended; every
 * tick the copy is compared with the truth, so that what another process committed and did not live
 * to copy, or what Redis lost, is filled in.
 *
 * <p>An item's id is its epoch and sequence for ever, so that filling is idempotent and any number
 * of relays may work at once.
 */
final class ShardRelay implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRelay.class);
  private static final int MAX_WAITING = 1_000;
  private static final int PAGE = 50;

  private final String shard;
  private final ShardTruth truth;
  private final RevocationPublisher publisher;
  private final InstantSource clock;
  private final Ways ways;
  private final LowSource trimWater;
  private final BlockingQueue<Waiting> arriving = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile boolean stopped;
  private volatile boolean ahead;
  private boolean reachable = true;

  ShardRelay(String shard, ShardTruth truth, RevocationPublisher publisher, InstantSource clock) {
    this(
        shard,
        truth,
        publisher,
        clock,
        new Ways(
            new LowWater(truth),
            Duration.ofMillis(500),
            Duration.ofMillis(2 * truth.clockErrorMillis()),
            true));
  }

  /**
   * How a relay works.
   *
   * @param lowWater where a copy begins
   * @param tick between two comparisons
   * @param slack for how long what has expired stays, so that other relays find no hole
   * @param stops whether a copy ahead of the truth ends its work; else it waits for the truth
   */
  record Ways(LowSource lowWater, Duration tick, Duration slack, boolean stops) {}

  ShardRelay(
      String shard,
      ShardTruth truth,
      RevocationPublisher publisher,
      InstantSource clock,
      Ways ways) {
    this.shard = shard;
    this.truth = truth;
    this.publisher = publisher;
    this.clock = clock;
    this.ways = ways;
    this.trimWater = new LowWater(truth);
  }

  private record Waiting(StoredItem item, CompletableFuture<Boolean> copied) {}

  /** Completes with true once Redis has it. */
  CompletableFuture<Boolean> committed(StoredItem item) {
    Waiting waiting = new Waiting(item, new CompletableFuture<>());
    if (stopped || !arriving.offer(waiting)) {
      waiting.copied().complete(false);
    }
    return waiting.copied();
  }

  /** Whether Redis is ahead of the truth: an alarm, and nothing is copied. */
  boolean stopped() {
    return stopped || ahead;
  }

  /** Runs until interrupted or {@link #stopped}. */
  @Override
  public void run() {
    try {
      compareSafely(List.of());
      while (!stopped) {
        step(arriving.poll(ways.tick.toMillis(), TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    arriving.forEach(waiting -> waiting.copied().complete(false));
  }

  private void step(@Nullable Waiting first) {
    if (first == null) {
      compareSafely(List.of());
      return;
    }
    List<Waiting> batch = new ArrayList<>(List.of(first));
    arriving.drainTo(batch);
    if (!appendAll(batch)) {
      compareSafely(batch);
    }
  }

  /** Whether all of them followed in order; the common case, with no read before. */
  private boolean appendAll(List<Waiting> batch) {
    try {
      for (Waiting waiting : batch) {
        StoredItem item = waiting.item();
        // Only an empty stream asks for low; there the slow way finds the right one.
        if (!has(publisher.append(item, 0))) {
          return false;
        }
        waiting.copied().complete(true);
      }
      return true;
    } catch (PublisherException e) {
      unreachable(e);
      return false;
    }
  }

  private void compareSafely(List<Waiting> batch) {
    try {
      long top = compare();
      batch.forEach(waiting -> waiting.copied().complete(waiting.item().sequence() <= top));
      if (!reachable) {
        LOG.info("shard {}: Redis is back and has all up to {}", shard, top);
      }
      reachable = true;
    } catch (PublisherException e) {
      unreachable(e);
    } catch (StorageUnavailableException | LogLayoutException e) {
      LOG.warn("shard {}: not compared: {}", shard, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("shard {}: relay failed", shard, e);
    }
    batch.forEach(waiting -> waiting.copied().complete(false));
  }

  /** Brings the copy up to the truth; returns its top. */
  private long compare() throws PublisherException {
    // The copy first, the truth afterwards: a top beyond such a head cannot come from it.
    StreamState state = publisher.state(shard);
    Head head = truth.readHead(shard);
    if (state.isBeyond(head)) {
      beyond(state, head);
      return 0;
    }
    ahead = false;
    if (!truth.clockGuard().trusted()) {
      // By a wrong clock living items look expired: what is there is left to others.
      return state.top();
    }
    long low = ways.lowWater.at(head, clock.millis());
    if (state.hasHoles(head.epoch(), low)) {
      LOG.warn("shard {}: the copy has holes and is made again from {}", shard, low);
      publisher.reset(shard, state);
      state = StreamState.NONE;
    }
    long top = fill(head, state.epoch() == head.epoch() ? state.top() + 1 : low, low);
    trim(head, state, low);
    return top;
  }

  /** What a clock behind ours still counts stays: to its relay the copy would have holes. */
  private void trim(Head head, StreamState state, long needed) throws PublisherException {
    long low = Math.min(needed, trimWater.at(head, clock.millis() - ways.slack.toMillis()));
    if (state.epoch() == head.epoch() && state.first() < low && state.length() > 0) {
      publisher.trim(shard, head.epoch(), low);
    }
  }

  private long fill(Head head, long from, long low) throws PublisherException {
    long next = from;
    while (next <= head.sequence()) {
      List<StoredItem> items = truth.readItems(head, next, PAGE);
      if (items.isEmpty()) {
        return next - 1;
      }
      for (StoredItem item : items) {
        if (item.sequence() != next || !has(publisher.append(item, low))) {
          return next - 1;
        }
        next++;
      }
    }
    return next - 1;
  }

  private static boolean has(Append append) {
    return switch (append) {
      case APPENDED, PRESENT -> true;
      case REFUSED, NEWER_EPOCH -> false;
    };
  }

  private void beyond(StreamState state, Head head) {
    stopped = ways.stops;
    if (!ahead) {
      LOG.error(
          "shard {}: Redis holds {}-{} but the truth ends at {}-{}: the table was restored or made"
              + " anew; nothing more is copied or proved fresh",
          shard,
          state.epoch(),
          state.top(),
          head.epoch(),
          head.sequence());
    }
    ahead = true;
  }

  private void unreachable(PublisherException e) {
    if (reachable) {
      LOG.warn("shard {}: Redis does not take the log: {}", shard, e.getMessage());
    }
    reachable = false;
  }
}
