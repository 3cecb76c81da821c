package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void childrenOfAKilledJvmAreEnded() {
    try (ChildProcess jvm = startJvmWithChildren()) {
      jvm.await("its children run", PATIENCE, () -> jvm.log().lines().count() == 2);
      List<ProcessHandle> children =
          jvm.log()
              .lines()
              .map(line -> ProcessHandle.of(Long.parseLong(line)).orElseThrow())
              .toList();

      jvm.kill();

      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (children.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
        Pause.millis(10);
      }
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
  }

  private ChildProcess startJvmWithChildren() {
    List<String> command =
        List.of(
            Repository.java().toString(),
            "-cp",
            System.getProperty("java.class.path"),
            JvmWithChildren.class.getName(),
            folder.toString());
    return ChildProcess.start("jvm-with-children", folder, Map.of(), command);
  }

  /** Starts two children, one of them paused, says their process ids and waits to be killed. */
  static final class JvmWithChildren {
    private JvmWithChildren() {}

    @SuppressWarnings("SystemOut") // this is how it talks to the test
    public static void main(String[] arguments) throws InterruptedException {
      Path folder = Path.of(arguments[0]);
      ChildProcess running = ChildProcess.start("one", folder, Map.of(), List.of("sleep", "600"));
      ChildProcess paused = ChildProcess.start("two", folder, Map.of(), List.of("sleep", "600"));
      paused.pause();
      System.out.println(running.pid());
      System.out.println(paused.pid());
      Thread.sleep(Duration.ofMinutes(10));
    }
  }
}
