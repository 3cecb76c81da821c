package io.portcullis.quickstart.faults;

import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.ServerProcess;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of our servers: its processes, one after the other, on the same ports. */
final class ServerNode implements Fixture {
  /** It lives for minutes, and is started often: a quick start counts for more than peak speed. */
  static final String JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final String name;
  private final ServerProcess.Command command;
  private final URI readyz;
  private volatile @Nullable ServerProcess process;
  private final AtomicInteger starts = new AtomicInteger();

  ServerNode(String name, ServerProcess.Command command, URI readyz) {
    this.name = name;
    this.command = command;
    this.readyz = readyz;
  }

  /** Its name and how often it has been started: a new process knows nothing of the old one's. */
  String name() {
    return name + "#" + starts.get();
  }

  long pid() {
    return process().pid();
  }

  /** Starts it and returns when it is ready. */
  void start() {
    start(Map.of("JAVA_TOOL_OPTIONS", JVM));
  }

  /** As {@link #start()}, with this environment instead. */
  void start(Map<String, String> environment) {
    starts.incrementAndGet();
    process = ServerProcess.start(with(environment), readyz);
  }

  /** As {@link #launch(Map)}, in its usual environment. */
  void launch() {
    launch(Map.of("JAVA_TOOL_OPTIONS", JVM));
  }

  /** Starts it and waits for nothing. */
  void launch(Map<String, String> environment) {
    starts.incrementAndGet();
    process = ServerProcess.launch(with(environment));
  }

  /** Starts it if it has died; true if it had. */
  boolean revive() {
    if (process().isAlive()) {
      return false;
    }
    start();
    return true;
  }

  void awaitReady() {
    process().awaitReady(readyz);
  }

  /** SIGTERM; returns when it has ended. */
  void stop() {
    int _ = process().stop();
  }

  /** As {@link ServerProcess#limit}. */
  String limit(String resource, String value) {
    return process().limit(resource, value);
  }

  void kill() {
    process().close();
  }

  void pause() {
    process().pause();
  }

  void resume() {
    process().resume();
  }

  @Override
  public String logTail() {
    return process().logTail();
  }

  @Override
  public void close() {
    ServerProcess current = process;
    if (current != null) {
      current.close();
    }
  }

  private ServerProcess.Command with(Map<String, String> environment) {
    return command.withEnvironment(environment);
  }

  private ServerProcess process() {
    return Optional.ofNullable(process)
        .orElseThrow(() -> new IllegalStateException(name + " was never started"));
  }
}
