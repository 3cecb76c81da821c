package io.portcullis.quickstart;

import io.portcullis.quickstart.system.Parts;
import java.io.PrintStream;

/**
 * Stops everything exactly once, at the normal end or on Ctrl-C.
 *
 * <p>A JVM that ends by a signal reports 128 + the signal's number; whoever pressed Ctrl-C has not
 * met an error, so the hook halts with 0 after all has stopped. Only a walk for machines that was
 * cut short is a failure.
 */
final class CleanExit implements AutoCloseable {
  private static final int CUT_SHORT = 130;

  private final Parts parts;
  private final PrintStream out;
  private boolean stopped;

  private CleanExit(Parts parts, PrintStream out) {
    this.parts = parts;
    this.out = out;
  }

  static CleanExit of(Parts parts, boolean once, PrintStream out) {
    CleanExit exit = new CleanExit(parts, out);
    Thread walker = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> exit.onSignal(walker, once ? CUT_SHORT : 0), "stop"));
    return exit;
  }

  @Override
  public synchronized void close() {
    if (!stopped) {
      out.println("Stopping.");
      parts.close();
      out.flush();
      stopped = true;
    }
  }

  private void onSignal(Thread walker, int status) {
    if (endedNormally()) {
      return;
    }
    // Whatever it waits for, it shall not hold up the end.
    walker.interrupt();
    close();
    Runtime.getRuntime().halt(status);
  }

  /** Also waits for an end that is under way. */
  private synchronized boolean endedNormally() {
    return stopped;
  }
}
