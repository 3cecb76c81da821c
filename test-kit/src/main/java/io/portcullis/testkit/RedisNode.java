package io.portcullis.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One Redis process of a {@link RedisClusterFixture}; it keeps its port and folder when it is
 * killed and restarted.
 */
public final class RedisNode {
  /**
   * What a node of the fixture is set to: the product's own demands on Redis, and short time-outs.
   */
  private static final String CONFIGURATION =
      """
      bind 127.0.0.1
      protected-mode no
      cluster-enabled yes
      cluster-config-file nodes.conf
      cluster-node-timeout 2000
      cluster-require-full-coverage no
      maxmemory-policy noeviction
      appendonly yes
      appendfsync everysec
      save ""
      repl-diskless-sync yes
      repl-diskless-sync-delay 0
      """;

  private static final int BUS_OFFSET = 10_000;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

  private final int port;
  private final int announcedPort;
  private final Path folder;
  private final boolean acceptsDebug;
  private volatile @Nullable ChildProcess process;
  private volatile boolean paused;

  RedisNode(int port, int announcedPort, Path folder, boolean acceptsDebug) {
    this.port = port;
    this.announcedPort = announcedPort;
    this.folder = folder;
    this.acceptsDebug = acceptsDebug;
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** What the cluster tells others to connect to: its port, or that of a proxy before it. */
  public int announcedPort() {
    return announcedPort;
  }

  /** Its own port of the cluster bus, which no proxy stands before. */
  int busPort() {
    return port + BUS_OFFSET;
  }

  /** {@code host:port}. */
  public String address() {
    return host() + ":" + port;
  }

  public long pid() {
    return process().pid();
  }

  /** Whether its process lives and is not paused. */
  public boolean isResponsive() {
    ChildProcess current = process;
    return current != null && current.isAlive() && !paused;
  }

  /** Whether this node takes itself for a master now. */
  public boolean isMaster() {
    return command("ROLE") instanceof List<?> role && "master".equals(role.getFirst());
  }

  /**
   * Sends one command to this very node, following no redirection.
   *
   * @return a String, a Long, a List of these, or null
   * @throws FixtureException if Redis answers with an error, or not within five seconds
   */
  public @Nullable Object command(String... words) {
    try (RespConnection connection = new RespConnection(port, COMMAND_TIMEOUT)) {
      return connection.call(List.of(words));
    } catch (IOException e) {
      throw new FixtureException(
          "redis " + address() + " did not answer " + words[0] + ": " + e.getMessage(), e);
    }
  }

  /** {@link #command} for an answer that is text, "" for null. */
  public String text(String... words) {
    Object answer = command(words);
    return answer == null ? "" : answer.toString();
  }

  void start() {
    String configuration =
        "port "
            + port
            + "\n"
            + CONFIGURATION
            + "cluster-announce-ip 127.0.0.1\n"
            + ("cluster-announce-port " + announcedPort + "\n")
            + ("cluster-announce-bus-port " + busPort() + "\n")
            + (acceptsDebug ? "enable-debug-command local\n" : "");
    Path file = folder.resolve("redis.conf");
    try {
      Files.writeString(file, configuration);
    } catch (IOException e) {
      throw new FixtureException("cannot write " + file, e);
    }
    List<String> command = List.of(Repository.program("redis-server").toString(), file.toString());
    process = ChildProcess.start("redis-" + port, folder, Map.of(), command);
    paused = false;
  }

  void awaitStarted() {
    process().await("it answers PING", START_TIMEOUT, this::answersPing);
  }

  void kill() {
    process().kill();
  }

  void pause() {
    process().pause();
    paused = true;
  }

  void resume() {
    process().resume();
    paused = false;
  }

  String logTail() {
    ChildProcess current = process;
    return current == null ? "" : current.logTail();
  }

  void close() {
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
  }

  private boolean answersPing() {
    try {
      return "PONG".equals(command("PING"));
    } catch (FixtureException e) {
      // Not listening yet, or still loading what it wrote before a restart.
      return false;
    }
  }

  private ChildProcess process() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("redis " + address() + " was never started");
    }
    return current;
  }
}
