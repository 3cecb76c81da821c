package io.portcullis.token.backchannel;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The places of one receiver, so that it holds up nobody but itself. One that fails has a single
 * place until it answers again: many dead ones then leave the others theirs.
 */
final class Lane {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final int places;
  private int taken;
  private boolean failing;

  /** Whether somebody looks for more to do for this receiver. */
  private boolean served;

  Lane(int places) {
    this.places = places;
  }

  /** Whether nobody serves this receiver, and the caller does so from now on. */
  boolean serve() {
    lock.lock();
    try {
      boolean mine = !served;
      served = true;
      return mine;
    } finally {
      lock.unlock();
    }
  }

  void serveNoMore() {
    lock.lock();
    try {
      served = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a place. */
  void enter() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (taken >= (failing ? 1 : places)) {
        left.await();
      }
      taken++;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the place back.
   *
   * @param well whether the receiver has answered
   */
  void leave(boolean well) {
    lock.lock();
    try {
      taken--;
      failing = !well;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
