package io.portcullis.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicTaskTest {
  private static final int PATIENCE_SECONDS = 60;

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void theNextTurnComesWhateverWasThrown(Class<? extends Throwable> thrown) throws Exception {
    CountDownLatch turns = new CountDownLatch(3);
    Throwable failure = thrown.getConstructor().newInstance();
    failure.setStackTrace(new StackTraceElement[0]);

    try (PeriodicTask _ =
        PeriodicTask.start(
            "test",
            Duration.ofMillis(1),
            () -> {
              turns.countDown();
              if (turns.getCount() > 0) {
                throwAny(failure);
              }
            })) {
      assertThat(turns.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingInterruptsTheTurnAndNoOtherComes() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    List<String> turns = new CopyOnWriteArrayList<>();
    PeriodicTask task =
        PeriodicTask.start(
            "test",
            Duration.ZERO,
            () -> {
              turns.add("turn");
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.countDown();
              }
            });
    begun.await();

    task.close();

    assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(turns).containsExactly("turn");
  }

  @Test
  void pausesBeforeEachTurnForAsLongAsItIsTold() throws InterruptedException {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch turns = new CountDownLatch(2);

    try (PeriodicTask _ =
        PeriodicTask.start(
            "test",
            () -> {
              order.add("pause");
              return 1;
            },
            () -> {
              order.add("turn");
              turns.countDown();
            })) {
      assertThat(turns.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(order).startsWith("pause", "turn", "pause", "turn");
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAny(Throwable failure) throws E {
    throw (E) failure;
  }
}
