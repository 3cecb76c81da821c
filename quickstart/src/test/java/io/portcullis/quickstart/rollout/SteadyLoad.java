package io.portcullis.quickstart.rollout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate, whether answers come or not (open loop), over connections that are
 * kept. Each request is counted once, by its answer or by what went wrong; nothing is retried.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int LAST = -1;

  private final int port;
  private final List<String> tokens;
  private final BlockingQueue<Integer> due = new LinkedBlockingQueue<>();
  private final AtomicLong allowed = new AtomicLong();
  private final AtomicLong slowestMillis = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> callers = new ArrayList<>();
  private final Thread pace;
  private volatile boolean over;
  private volatile long sent;

  /** What has been answered; {@code failures} holds what every other request met. */
  record Tally(long sent, long allowed, List<String> failures, long slowestMillis) {}

  private SteadyLoad(int port, List<String> tokens, int perSecond) {
    this.port = port;
    this.tokens = tokens;
    this.pace = Thread.ofPlatform().name("pace").unstarted(() -> keepPace(perSecond));
  }

  /** Starts requests to this port of 127.0.0.1, with these tokens in turn. */
  static SteadyLoad start(int port, List<String> tokens, int perSecond) {
    SteadyLoad load = new SteadyLoad(port, tokens, perSecond);
    for (int i = 0; i < CONNECTIONS; i++) {
      load.callers.add(Thread.ofVirtual().name("caller-", i).start(load::call));
    }
    load.pace.start();
    return load;
  }

  /** Sends no more, waits for every answer, and tells. */
  Tally finish() throws InterruptedException {
    close();
    pace.join();
    for (Thread caller : callers) {
      caller.join();
    }
    return new Tally(sent, allowed.get(), List.copyOf(failures), slowestMillis.get());
  }

  /** How many have come to an end so far, good or bad. */
  long ended() {
    return allowed.get() + failed.get();
  }

  @Override
  public void close() {
    over = true;
  }

  private void keepPace(int perSecond) {
    long begun = System.nanoTime();
    for (int i = 0; !over; i++) {
      long dueAt = begun + i * NANOS_PER_SECOND / perSecond;
      for (long early = dueAt - System.nanoTime(); early > 0; early = dueAt - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      due.add(i);
      sent = i + 1L;
    }
    callers.forEach(caller -> due.add(LAST));
  }

  private void call() {
    try (KeptConnection connection = new KeptConnection(port)) {
      for (int number = due.take(); number != LAST; number = due.take()) {
        call(connection, number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void call(KeptConnection connection, int number) {
    String token = tokens.get(number % tokens.size());
    long asked = System.nanoTime();
    try {
      KeptConnection.Answer answer = connection.get("/hello", token);
      slowestMillis.accumulateAndGet((System.nanoTime() - asked) / 1_000_000, Math::max);
      if (answer.status() == 200) {
        allowed.incrementAndGet();
      } else {
        fail(number, answer);
      }
    } catch (IOException e) {
      connection.drop();
      fail(number, e);
    }
  }

  private void fail(int number, Object met) {
    failures.add("request " + number + ": " + met);
    failed.incrementAndGet();
  }
}
