package io.portcullis.extauthz.overload;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that verify signatures, beside those that answer known tokens. A flood of tokens
 * never seen before fills the few places there are and is refused at once; known tokens pass it by.
 */
public final class SignatureWorkers {
  /**
   * About 5 ms of work for each thread, a tenth of the time that Envoy should wait: enough for all
   * callers of a process that has just started, whose tokens are all unknown.
   */
  static final int PLACES_PER_THREAD = 64;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private final ThreadPoolExecutor threads;
  private final Places places;

  /** {@code threads} is at least 1. */
  public SignatureWorkers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("max_concurrent_verifications must be at least 1");
    }
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("signatures-", 0).factory());
    this.threads.prestartAllCoreThreads(); // a thread that cannot be made is found out now
    this.places = new Places(threads * PLACES_PER_THREAD);
  }

  /** Does the work soon and answers true, or answers false if there is no place for it. */
  public boolean offer(Runnable work) {
    return places.offer(threads, work);
  }

  /** Waits a moment for what was accepted. */
  public void stop() throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
