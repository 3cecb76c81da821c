package io.portcullis.extauthz.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignatureWorkersTest {
  private final SignatureWorkers workers = new SignatureWorkers(2);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger done = new AtomicInteger();

  @AfterEach
  void stop() throws InterruptedException {
    gate.countDown();
    workers.stop();
  }

  @Test
  void refusesWorkOnceItsPlacesAreTaken() {
    int places = 2 * SignatureWorkers.PLACES_PER_THREAD;
    for (int i = 0; i < places; i++) {
      assertThat(workers.offer(this::waitThenCount)).isTrue();
    }

    assertThat(workers.offer(this::waitThenCount)).isFalse();
  }

  @Test
  void takesWorkAgainAfterSomeIsDone() throws InterruptedException {
    int places = 2 * SignatureWorkers.PLACES_PER_THREAD;
    for (int i = 0; i < places; i++) {
      workers.offer(this::waitThenCount);
    }
    gate.countDown();
    while (!workers.offer(done::incrementAndGet)) {
      Thread.sleep(1);
    }
    workers.stop(); // waits for all of it

    assertThat(done).hasValue(places + 1);
  }

  @Test
  void keepsItsPlacesWhenWorkFails() throws InterruptedException {
    SignatureWorkers one = new SignatureWorkers(1);
    try {
      for (int i = 0; i < 10 * SignatureWorkers.PLACES_PER_THREAD; i++) {
        CountDownLatch begun = new CountDownLatch(1);
        boolean taken =
            one.offer(() -> {
              begun.countDown();
              throw new IllegalStateException("on purpose");
            });
        assertThat(taken).isTrue();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      one.stop();
    }
  }

  @Test
  void needsAtLeastOneThread() {
    assertThatThrownBy(() -> new SignatureWorkers(0)).hasMessageContaining("at least 1");
  }

  private void waitThenCount() {
    try {
      gate.await();
      done.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
