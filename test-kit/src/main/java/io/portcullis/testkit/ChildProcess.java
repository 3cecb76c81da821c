package io.portcullis.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One child process: its log in a file, its end by process id, and a {@link Reaper} behind it.
 *
 * <p>It is started behind a gate: a shell that waits for one line from us before it becomes the
 * program. By then the reaper knows its id, so that there is no moment in which our own death would
 * leave it running.
 */
public final class ChildProcess implements Fixture {
  private static final String GATE = "read -r go || exit 1; exec \"$@\" </dev/null";
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 10;
  private static final int TAIL_LINES = 40;

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program.
   *
   * @param name what messages call it
   * @param folder its working folder; its output goes to {@code NAME.log} there, behind what is in
   *     that file already
   * @param environment set on top of ours
   * @param command the program and its arguments
   */
  public static ChildProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    Path log = folder.resolve(name + ".log");
    String[] words =
        Stream.concat(Stream.of("sh", "-c", GATE, name), command.stream()).toArray(String[]::new);
    ProcessBuilder builder =
        new ProcessBuilder(OwnSession.command(words))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      openGate(process);
      return new ChildProcess(name, process, log);
    } catch (IOException e) {
      throw new FixtureException("cannot start " + name, e);
    }
  }

  private static void openGate(Process process) throws IOException {
    long pid = process.pid();
    Reaper.instance().watch(pid);
    var _ = process.onExit().thenRun(() -> Reaper.instance().forget(pid));
    try (OutputStream gate = process.getOutputStream()) {
      gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until the condition holds.
   *
   * @throws FixtureException with the end of the log if the process ends or the time passes first
   */
  public void await(String what, Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw failed("ended with status " + process.exitValue() + " before " + what);
      }
      if (System.nanoTime() > deadline) {
        throw failed("has not come to this within " + timeout.toMillis() + " ms: " + what);
      }
      Pause.millis(POLL_MILLIS);
    }
  }

  /**
   * Asks it to end (SIGTERM) and returns its exit status; kills it and fails if it has not ended in
   * time.
   */
  public int stop(Duration timeout) {
    process.destroy();
    try {
      return exitStatus(timeout);
    } catch (TimeoutException e) {
      kill();
      throw failed("did not end within " + timeout.toMillis() + " ms of SIGTERM");
    }
  }

  /** Waits until it ends by itself; returns its exit status. */
  public int awaitExit(Duration timeout) {
    try {
      return exitStatus(timeout);
    } catch (TimeoutException e) {
      throw failed("did not end within " + timeout.toMillis() + " ms");
    }
  }

  /** SIGKILL, and waits until it is gone; nothing if it has ended before. */
  public void kill() {
    process.destroyForcibly();
    try {
      exitStatus(KILL_TIMEOUT);
    } catch (TimeoutException e) {
      throw failed("survived SIGKILL");
    }
  }

  /** SIGSTOP: it stays, holds its connections, and does nothing. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** Sends a signal by its name without {@code SIG}. */
  public void signal(String signal) {
    try {
      int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
      if (status != 0) {
        throw failed("could not be sent SIG" + signal);
      }
    } catch (IOException e) {
      throw new FixtureException("cannot run kill", e);
    } catch (InterruptedException e) {
      throw Pause.interrupted(e);
    }
  }

  /**
   * Sets a soft resource limit, by a name of {@code prlimit}'s such as {@code nofile}, {@code
   * fsize}; returns the one that was in force.
   */
  public String limit(String resource, String value) {
    String before =
        run("prlimit", "--pid", pid() + "", "--" + resource, "-o", "SOFT", "--noheadings");
    run("prlimit", "--pid", pid() + "", "--" + resource + "=" + value + ":");
    return before;
  }

  private String run(String... words) {
    try {
      Process running = new ProcessBuilder(words).redirectErrorStream(true).start();
      String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (running.waitFor() != 0) {
        throw failed("could not be limited: " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new FixtureException("cannot run " + words[0], e);
    } catch (InterruptedException e) {
      throw Pause.interrupted(e);
    }
  }

  /** All it has written. */
  public String log() {
    try {
      return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new FixtureException("cannot read " + log, e);
    }
  }

  @Override
  public String logTail() {
    List<String> lines = log().lines().toList();
    String tail =
        String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    return "---- " + name + " (process " + pid() + ")\n" + tail;
  }

  @Override
  public void close() {
    kill();
  }

  private int exitStatus(Duration timeout) throws TimeoutException {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw Pause.interrupted(e);
    }
  }

  private FixtureException failed(String what) {
    return new FixtureException(name + " " + what + "\n" + logTail());
  }
}
