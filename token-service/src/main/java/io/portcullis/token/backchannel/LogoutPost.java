package io.portcullis.token.backchannel;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.token.dynamo.StorageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the outbox every second, and has what is due done: a few at a time for each receiver,
 * so that a slow one delays only its own.
 */
final class LogoutPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogoutPost.class);

  /** Of one receiver at a time. */
  static final int PLACES = 8;

  /** Of all receivers: a failing one takes a single place, so others are delayed by as many. */
  static final int ALL_PLACES = 256;

  private static final int LOOKED_AT = 100;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final Errands errands;
  private final Supplier<Set<String>> receivers;
  private final InstantSource clock;
  private final Random shuffling;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(ALL_PLACES);
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closing;
  private boolean failing;

  /**
   * Starts.
   *
   * @param receivers the ids of all clients that may have to be told something
   */
  LogoutPost(
      Outbox outbox,
      Errands errands,
      Supplier<Set<String>> receivers,
      InstantSource clock,
      RandomGenerator random) {
    this.outbox = outbox;
    this.errands = errands;
    this.receivers = receivers;
    this.clock = clock;
    this.shuffling = Random.from(random);
    this.thread =
        Thread.ofVirtual()
            .name("logout-post")
            .start(() -> PeriodicTask.repeat("logout-post", LOOK::toMillis, this::look));
  }

  /** Begins nothing any more, and waits for what is under way. */
  @Override
  public void close() {
    closing = true;
    errands.stop();
    thread.interrupt();
    try {
      thread.join();
      while (!workers.isEmpty()) {
        for (Thread worker : workers) {
          worker.join();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    if (closing) {
      throw new InterruptedException("closing");
    }
    try {
      serve(Outbox.WALKS);
      receivers.get().forEach(clientId -> serve(Outbox.queueOf(clientId)));
      failing = false;
    } catch (StorageUnavailableException e) {
      if (!failing) {
        LOG.warn("logout tokens wait until this is over: {}", e.getMessage());
      }
      failing = true;
    }
  }

  private void serve(String queue) {
    Lane lane = lanes.computeIfAbsent(queue, _ -> new Lane(PLACES));
    if (lane.serve()) {
      start(() -> {
        try {
          empty(queue, lane);
        } finally {
          lane.serveNoMore();
        }
      });
    }
  }

  private void empty(String queue, Lane lane) throws InterruptedException {
    List<OutboxItem> due;
    do {
      due = new ArrayList<>(outbox.due(queue, clock.millis(), LOOKED_AT));
      // Other instances see the same: each begins somewhere else.
      Collections.shuffle(due, shuffling);
      for (OutboxItem item : due) {
        if (closing) {
          return;
        }
        begin(item, lane);
      }
    } while (due.size() == LOOKED_AT);
  }

  private void begin(OutboxItem item, Lane lane) throws InterruptedException {
    lane.enter();
    places.acquire();
    start(() -> {
      boolean well = false;
      try {
        well = errands.run(item);
      } finally {
        places.release();
        lane.leave(well);
      }
    });
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void start(Work work) {
    Thread worker =
        Thread.ofVirtual()
            .name("logout-worker")
            .unstarted(() -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (StorageUnavailableException e) {
                LOG.debug("a look into the outbox failed: {}", e.getMessage());
              } catch (RuntimeException e) {
                LOG.error("an errand of the outbox failed", e);
              } finally {
                workers.remove(Thread.currentThread());
              }
            });
    workers.add(worker);
    worker.start();
  }
}
