package io.portcullis.kit.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again, on a thread of its own, until it is closed. Whatever goes wrong
 * with one turn, an error of the JVM included, the next one comes: nobody would see that the thread
 * is gone, and nobody would start it again.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

  /** What is done. */
  @FunctionalInterface
  public interface Turn {
    void take() throws InterruptedException;
  }

  private final Thread thread;

  private PeriodicTask(Thread thread) {
    this.thread = thread;
  }

  /** Pauses so long before each turn, the first included. */
  public static PeriodicTask start(String name, Duration pause, Turn turn) {
    long pauseMillis = pause.toMillis();
    return start(name, () -> pauseMillis, turn);
  }

  /** The same, with a pause that differs from turn to turn. */
  public static PeriodicTask start(String name, LongSupplier pauseMillis, Turn turn) {
    return new PeriodicTask(
        Thread.ofVirtual().name(name).start(() -> repeat(name, pauseMillis, turn)));
  }

  /** On this very thread, until it is interrupted. */
  public static void repeat(String name, LongSupplier pauseMillis, Turn turn) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(pauseMillis.getAsLong());
        takeSafely(name, turn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A turn that has begun is interrupted, and not waited for. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private static void takeSafely(String name, Turn turn) throws InterruptedException {
    try {
      turn.take();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      LOG.error("{} failed, and goes on", name, e);
    }
  }
}
