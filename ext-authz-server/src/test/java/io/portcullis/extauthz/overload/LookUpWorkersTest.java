package io.portcullis.extauthz.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LookUpWorkersTest {
  private final LookUpWorkers workers = new LookUpWorkers(2);

  @Test
  void refusesWhatItHasNoPlaceForUntilOneIsFree() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch hanging = new CountDownLatch(1);
    Runnable work =
        () -> {
          begun.countDown();
          await(hanging);
        };

    assertThat(workers.offer(work)).isTrue();
    assertThat(workers.offer(work)).isTrue();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(workers.offer(work)).isFalse();

    hanging.countDown();
    while (!workers.offer(() -> {})) {
      Thread.onSpinWait();
    }
  }

  @Test
  void placeOfFailedWorkIsFreeAgain() {
    for (int i = 0; i < 10; i++) {
      while (!workers.offer(LookUpWorkersTest::fail)) {
        Thread.onSpinWait();
      }
    }
  }

  private static void fail() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
    throw new IllegalStateException("planned");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
