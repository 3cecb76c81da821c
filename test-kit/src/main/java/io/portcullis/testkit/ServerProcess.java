package io.portcullis.testkit;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our servers, run from its jar as an operator runs it. */
public final class ServerProcess implements Fixture {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration RUN_TIMEOUT = Duration.ofMinutes(2);

  private final ScratchFolder folder;
  private final ChildProcess process;

  private ServerProcess(ScratchFolder folder, ChildProcess process) {
    this.folder = folder;
    this.process = process;
  }

  /** How a command ended, and all it wrote to both outputs. */
  public record Outcome(int status, String output) {}

  /**
   * What to run: a module such as {@code ext-authz-server}, whose jar of the same name is in its
   * {@code target/}.
   */
  public record Command(String module, List<String> arguments, Map<String, String> environment) {
    /** {@code java -jar MODULE.jar ARGUMENTS}. */
    public static Command of(String module, String... arguments) {
      return new Command(module, List.of(arguments), Map.of());
    }

    public Command withEnvironment(Map<String, String> environment) {
      return new Command(module, arguments, environment);
    }

    private ChildProcess startIn(ScratchFolder folder) {
      Path jar = Repository.root().resolve(module).resolve("target").resolve(module + ".jar");
      if (!Files.exists(jar)) {
        throw new FixtureException("no " + jar + ": build the module " + module);
      }
      List<String> words =
          new ArrayList<>(List.of(Repository.java().toString(), "-jar", jar.toString()));
      words.addAll(arguments);
      return ChildProcess.start(module, folder.path(), environment, words);
    }
  }

  /** Starts a server and returns once its probe answers 200. */
  public static ServerProcess start(Command command, URI readyz) {
    ServerProcess started = launch(command);
    try {
      started.awaitReady(readyz);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** Starts a server and waits for nothing. */
  public static ServerProcess launch(Command command) {
    ScratchFolder folder = ScratchFolder.create(command.module());
    return new ServerProcess(folder, command.startIn(folder));
  }

  /** Runs a command that ends by itself, such as one with {@code --check-config}. */
  public static Outcome run(Command command) {
    ScratchFolder folder = ScratchFolder.create(command.module());
    try (ChildProcess process = command.startIn(folder)) {
      int status = process.awaitExit(RUN_TIMEOUT);
      return new Outcome(status, process.log());
    } finally {
      folder.delete();
    }
  }

  /** Returns once its probe answers 200. */
  public void awaitReady(URI readyz) {
    process.await(readyz + " answers 200", START_TIMEOUT, () -> HttpProbe.status(readyz) == 200);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has logged. */
  public String log() {
    return process.log();
  }

  /** SIGTERM; returns its exit status once it has drained and ended. */
  public int stop() {
    return process.stop(STOP_TIMEOUT);
  }

  public void kill() {
    process.kill();
  }

  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  /**
   * Limits what its process may use from now on, by a name of {@code prlimit}'s such as {@code
   * nofile}; returns the limit that was in force.
   */
  public String limit(String resource, String value) {
    return process.limit(resource, value);
  }

  /** Waits for it to end by itself; returns its exit status. */
  public int awaitExit(Duration timeout) {
    return process.awaitExit(timeout);
  }

  @Override
  public String logTail() {
    return process.logTail();
  }

  @Override
  public void close() {
    process.close();
    folder.delete();
  }
}
