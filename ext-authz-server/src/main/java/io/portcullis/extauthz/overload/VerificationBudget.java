package io.portcullis.extauthz.overload;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds how many signatures are verified at the same time. A flood of tokens never seen before is
 * refused at once, so that known tokens keep their processor.
 */
public final class VerificationBudget {
  private final Semaphore places;

  /** {@code maxConcurrentVerifications} is at least 1. */
  public VerificationBudget(int maxConcurrentVerifications) {
    if (maxConcurrentVerifications < 1) {
      throw new IllegalArgumentException("max_concurrent_verifications must be at least 1");
    }
    this.places = new Semaphore(maxConcurrentVerifications);
  }

  /** Does the work if there is a place for it, else answers {@code whenFull} at once. */
  public <T> T within(Supplier<T> work, T whenFull) {
    if (!places.tryAcquire()) {
      return whenFull;
    }
    try {
      return work.get();
    } finally {
      places.release();
    }
  }
}
