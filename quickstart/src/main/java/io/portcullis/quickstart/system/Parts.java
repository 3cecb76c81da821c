package io.portcullis.quickstart.system;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;

/** What has been started, in order; closing ends it in reverse, whatever one of them does. */
public final class Parts implements AutoCloseable {
  private final Deque<Part> started = new ArrayDeque<>();
  private final PrintStream out;
  private boolean closed;

  private record Part(String name, AutoCloseable running) {}

  /** Nothing yet; progress is told on this stream. */
  public Parts(PrintStream out) {
    this.out = out;
  }

  /**
   * Starts one part and says how long it took.
   *
   * @throws IllegalStateException after {@link #close}: nothing may start behind its back
   */
  public synchronized <T extends AutoCloseable> T start(String name, Supplier<T> starter) {
    if (closed) {
      throw new IllegalStateException("already closed");
    }
    long begun = System.nanoTime();
    T part = keep(name, starter.get());
    out.printf(Locale.ROOT, "  %-44s %5.1f s%n", name, (System.nanoTime() - begun) / 1e9);
    out.flush();
    return part;
  }

  /** Takes what was started elsewhere, to end it before everything that is here already. */
  public synchronized <T extends AutoCloseable> T keep(String name, T part) {
    started.push(new Part(name, part));
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      stop(started.pop());
    }
  }

  private void stop(Part part) {
    try {
      part.running().close();
    } catch (Exception broken) {
      // The others still have to end.
      out.println("  " + part.name() + " did not end cleanly: " + broken.getMessage());
    }
  }
}
