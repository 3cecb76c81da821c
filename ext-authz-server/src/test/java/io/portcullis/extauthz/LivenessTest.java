package io.portcullis.extauthz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final AtomicLong time = new AtomicLong();
  private final Liveness liveness = new Liveness(time::get);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  @AfterEach
  @SuppressWarnings("FutureReturnValueIgnored")
  void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void isLiveBeforeThereIsAnythingToWatch() {
    assertThat(liveness.isLive()).isTrue();
  }

  @Test
  void staysLiveWhileAllThreadsTurn() throws InterruptedException {
    liveness.watch(loops);
    time.addAndGet(Liveness.LIMIT.toNanos() + 1);

    assertThat(becomesLive()).isTrue();
  }

  @Test
  void isNotLiveWhileOneThreadHangs() throws InterruptedException {
    liveness.watch(loops);
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loops
        .next()
        .execute(() -> {
          hanging.countDown();
          awaitQuietly(release);
        });
    hanging.await();
    time.addAndGet(Liveness.LIMIT.toNanos() + 1);

    assertThat(liveness.isLive()).isFalse();
    release.countDown();
    assertThat(becomesLive()).isTrue();
  }

  private boolean becomesLive() throws InterruptedException {
    for (int i = 0; i < 3_000 && !liveness.isLive(); i++) {
      Thread.sleep(10);
    }
    return liveness.isLive();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
