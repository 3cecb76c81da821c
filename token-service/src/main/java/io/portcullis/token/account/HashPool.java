package io.portcullis.token.account;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads of their own for password hashing, so that a wave of logins takes neither
 * all cores nor more than {@code threads} × 19 MiB, and never delays refreshes or keys. Who does
 * not get a thread within the queue limit is turned away: a long queue of logins helps nobody.
 */
final class HashPool implements AutoCloseable {
  private final Semaphore free;
  private final long queueLimitMillis;
  private final ExecutorService threads;

  HashPool(int threads, long queueLimitMillis) {
    this.free = new Semaphore(threads, true);
    this.queueLimitMillis = queueLimitMillis;
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("password-hash-", 0).factory());
  }

  /** The work's result, or nothing when no thread became free in time. */
  <T> Optional<T> run(Callable<T> work) {
    try {
      if (!free.tryAcquire(queueLimitMillis, TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
      try {
        return Optional.of(threads.submit(work).get());
      } finally {
        free.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("hashing a password failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
