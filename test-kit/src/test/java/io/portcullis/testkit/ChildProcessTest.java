package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir private Path folder;

  @Test
  void aProcessThatEndsTooEarlyIsReportedWithItsStatusAndLog() {
    try (ChildProcess child = shell("echo no space left; exit 3")) {
      assertThatThrownBy(() -> child.await("it is ready", Duration.ofSeconds(30), () -> false))
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("ended with status 3 before it is ready")
          .hasMessageContaining("no space left");
    }
  }

  @Test
  void aProcessThatIsNeverReadyIsReportedAfterTheTimeout() {
    try (ChildProcess child = shell("echo starting; exec sleep 600")) {
      assertThatThrownBy(() -> child.await("it is ready", Duration.ofMillis(300), () -> false))
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("within 300 ms: it is ready")
          .hasMessageContaining("starting");
    }
  }

  @Test
  void aProcessThatIgnoresSigtermIsKilledAndReported() {
    try (ChildProcess child = shell("trap '' TERM; echo deaf; sleep 600 & wait; wait")) {
      child.await("it is deaf", Duration.ofSeconds(30), () -> child.log().contains("deaf"));

      assertThatThrownBy(() -> child.stop(Duration.ofMillis(300)))
          .isInstanceOf(FixtureException.class)
          .hasMessageContaining("did not end within 300 ms of SIGTERM");
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() {
    List<String> command = List.of("printf", "%s\\n", "two words", "$HOME", "it's");
    try (ChildProcess child = ChildProcess.start("printf", folder, Map.of(), command)) {
      assertThat(child.awaitExit(Duration.ofSeconds(30))).isZero();
      assertThat(child.log().lines()).containsExactly("two words", "$HOME", "it's");
    }
  }

  @Test
  void aPausedProcessDoesNothingUntilResumed() {
    try (ChildProcess child = shell("while :; do echo tick; sleep 0.02; done")) {
      child.await("it ticks", Duration.ofSeconds(30), () -> !child.log().isEmpty());
      child.pause();
      String logWhenPaused = settledLog(child);

      Pause.millis(200);
      assertThat(child.log()).isEqualTo(logWhenPaused);

      child.resume();
      child.await(
          "it ticks again",
          Duration.ofSeconds(30),
          () -> child.log().length() > logWhenPaused.length());
    }
  }

  private static String settledLog(ChildProcess child) {
    Pause.millis(50);
    return child.log();
  }

  private ChildProcess shell(String script) {
    return ChildProcess.start("shell", folder, Map.of(), List.of("sh", "-c", script));
  }
}
