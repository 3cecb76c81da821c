package io.portcullis.token.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections whose request bodies take too long. A body that is on its way holds one of the
 * listener's places, and the silence after which a connection is closed begins again with each of
 * its bytes: some bytes a second from a thousand connections would hold them all.
 */
final class BodyDeadline implements AutoCloseable {
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param limit from the headers to the last byte
   */
  BodyDeadline(Duration limit) {
    this.limit = limit;
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("body-", 0).factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** What reads a body from its connection. */
  @FunctionalInterface
  interface Reading {
    byte[] read() throws IOException;
  }

  /** Reads in time; interrupts otherwise, which closes the connection of a virtual thread. */
  byte[] within(Reading reading) throws IOException {
    Watch watch = new Watch(Thread.currentThread());
    Future<?> due = timer.schedule(watch::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return reading.read();
    } finally {
      due.cancel(false);
      watch.end();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static final class Watch {
    private final Thread reader;
    private boolean over;

    Watch(Thread reader) {
      this.reader = reader;
    }

    synchronized void ring() {
      if (!over) {
        reader.interrupt();
      }
    }

    // An interrupt that came too late to end a read must end nothing else.
    synchronized void end() {
      over = true;
      Thread.interrupted();
    }
  }
}
