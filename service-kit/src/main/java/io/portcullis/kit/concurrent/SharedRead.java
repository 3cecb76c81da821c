package io.portcullis.kit.concurrent;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A read that many callers share, though each gets a result whose reading began after the caller
 * asked. At most one runs at a time and at most one waits, however many ask.
 */
public final class SharedRead<T> {
  private final Supplier<T> source;
  private final ReentrantLock running = new ReentrantLock();
  private @Nullable Turn<T> next;

  public SharedRead(Supplier<T> source) {
    this.source = source;
  }

  /** The result; throws what the read threw. */
  public T get() {
    Turn<T> mine = join();
    running.lock();
    try {
      if (!mine.done) {
        begin(mine);
        mine.run(source);
      }
      return mine.result();
    } finally {
      running.unlock();
    }
  }

  private synchronized Turn<T> join() {
    Turn<T> turn = next;
    if (turn == null) {
      turn = new Turn<>();
      next = turn;
    }
    return turn;
  }

  // From here on nobody joins this turn: its reading begins.
  private synchronized void begin(Turn<T> turn) {
    if (next == turn) {
      next = null;
    }
  }

  /** One reading; its fields are guarded by the lock. */
  private static final class Turn<T> {
    private boolean done;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    void run(Supplier<T> source) {
      done = true;
      try {
        value = source.get();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    T result() {
      if (failure != null) {
        throw failure;
      }
      if (value == null) {
        throw new IllegalStateException("the read gave nothing");
      }
      return value;
    }
  }
}
