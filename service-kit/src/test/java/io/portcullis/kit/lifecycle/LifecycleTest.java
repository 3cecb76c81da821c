package io.portcullis.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private final Lifecycle lifecycle = new Lifecycle();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void stopsInReverseOrder() {
    add("database");
    add("server");
    lifecycle.close();
    assertThat(stopped).containsExactly("server", "database");
  }

  @Test
  void stopsEachPartOnce() {
    add("server");
    lifecycle.close();
    lifecycle.close();
    assertThat(stopped).containsExactly("server");
  }

  @Test
  void goesOnAfterAPartThatFails() {
    add("database");
    lifecycle.onClose(
        "server",
        Duration.ofSeconds(1),
        () -> {
          throw new IllegalStateException("broken");
        });
    lifecycle.close();
    assertThat(stopped).containsExactly("database");
  }

  @Test
  void leavesAHangingPartBehindAndInterruptsIt() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    add("database");
    lifecycle.onClose(
        "server",
        Duration.ofMillis(50),
        () -> {
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    lifecycle.close();
    assertThat(stopped).containsExactly("database");
    interrupted.await();
  }

  private void add(String name) {
    lifecycle.onClose(name, Duration.ofSeconds(1), () -> stopped.add(name));
  }
}
