package io.portcullis.kit.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in reverse order. Each part has a time limit of its own: one
 * that hangs is named in the log, interrupted and left behind, and the next is stopped.
 */
public final class Lifecycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  /** Stops a part; may block. */
  public interface Stop {
    /** Stops the part. */
    void run() throws Exception;
  }

  private record Part(String name, Duration limit, Stop stop) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean closing;

  /**
   * Registers a part just after it has been started.
   *
   * @param limit how long stopping it may take
   */
  public synchronized void onClose(String name, Duration limit, Stop stop) {
    parts.push(new Part(name, limit, stop));
  }

  /** Stops all parts, the last registered first. A second call waits for the first. */
  @Override
  public void close() {
    if (beginClose()) {
      for (Part part = next(); part != null; part = next()) {
        stop(part);
      }
      closed.countDown();
    }
    awaitClosed();
  }

  /** Waits until {@link #close()} has run, whoever called it. */
  public void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean beginClose() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  private synchronized @Nullable Part next() {
    return parts.poll();
  }

  private static void stop(Part part) {
    Thread thread = Thread.ofPlatform().daemon().name("stop-" + part.name).start(() -> run(part));
    try {
      if (!thread.join(part.limit)) {
        LOG.warn("{} did not stop within {} ms", part.name, part.limit.toMillis());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // A part that fails to stop must not keep the others running.
  @SuppressWarnings("CatchingUnchecked")
  private static void run(Part part) {
    try {
      part.stop.run();
    } catch (Exception e) {
      LOG.warn("{} failed to stop", part.name, e);
    }
  }
}
