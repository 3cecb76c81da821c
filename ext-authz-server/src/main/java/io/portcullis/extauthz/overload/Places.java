package io.portcullis.extauthz.overload;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** A limit on work that is under way or waits elsewhere: what finds no place is not done. */
final class Places {
  private final Semaphore free;

  Places(int places) {
    this.free = new Semaphore(places);
  }

  /** Hands the work over and answers true, or answers false if there is no place for it. */
  boolean offer(Executor threads, Runnable work) {
    if (!free.tryAcquire()) {
      return false;
    }
    boolean accepted = false;
    try {
      threads.execute(() -> run(work));
      accepted = true;
    } finally {
      if (!accepted) {
        free.release();
      }
    }
    return true;
  }

  private void run(Runnable work) {
    try {
      work.run();
    } finally {
      free.release();
    }
  }
}
