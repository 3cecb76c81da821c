package io.portcullis.token.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class HashPoolTest {
  @Test
  void turnsAwayWhatFindsNoThreadWithinTheQueueLimit() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (HashPool pool = new HashPool(1, 20);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> first =
          callers.submit(() ->
              pool.run(() -> {
                running.countDown();
                release.await();
                return "done";
              }));
      running.await();

      Optional<String> second = pool.run(() -> "never");
      release.countDown();

      assertThat(second).isEmpty();
      assertThat(first.get()).contains("done");
      assertThat(pool.run(() -> "again")).contains("again");
    }
  }
}
