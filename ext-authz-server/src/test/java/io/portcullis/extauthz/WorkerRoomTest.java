package io.portcullis.extauthz;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.config.Concurrency;
import io.portcullis.extauthz.config.OverloadConfig;
import io.portcullis.extauthz.config.Rate;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkerRoomTest {
  /** More work than one crew of one thread has places for; more than two crews have threads. */
  private static final int WORKS = 200;

  @Test
  void doesAllThatItAcceptedHoweverOftenTheCrewChanges() throws Exception {
    WorkerRoom room = new WorkerRoom(threads(1), 1);
    AtomicInteger accepted = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(WORKS);
    Thread offering =
        Thread.ofPlatform()
            .start(() -> {
              while (accepted.get() < WORKS) {
                if (room.offer(done::countDown)) {
                  accepted.incrementAndGet();
                }
              }
            });
    for (int crew = 2; offering.isAlive(); crew = 3 - crew) {
      room.resize(threads(crew));
    }
    assertThat(accepted).hasValue(WORKS);
    done.await();
    room.stop();
  }

  @Test
  void finishesTheWorkOfACrewThatLeaves() throws Exception {
    WorkerRoom room = new WorkerRoom(threads(1), 1);
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(2);
    Runnable work =
        () -> {
          try {
            released.await();
            done.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    assertThat(room.offer(work)).isTrue();
    assertThat(room.offer(work)).isTrue();
    room.resize(threads(2));
    released.countDown();
    done.await();
    room.stop();
    assertThat(done.getCount()).isZero();
  }

  private static OverloadConfig threads(int threads) {
    return new OverloadConfig(
        new Concurrency(OptionalInt.of(threads)), new Rate(OptionalInt.empty()));
  }
}
