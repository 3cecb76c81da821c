package io.portcullis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A real Envoy with the configuration in {@code envoy/envoy.yaml}. */
public final class EnvoyProcess implements Fixture {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final String CHECK_TIMEOUT = "timeout: 0.25s";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final ScratchFolder folder;
  private final ChildProcess process;
  private final EnvoyAddresses addresses;

  private EnvoyProcess(ScratchFolder folder, ChildProcess process, EnvoyAddresses addresses) {
    this.folder = folder;
    this.process = process;
    this.addresses = addresses;
  }

  /**
   * Starts Envoy and returns once it takes requests, whether the servers it calls are there or not.
   */
  public static EnvoyProcess start(EnvoyAddresses addresses) {
    return start(addresses, UnaryOperator.identity());
  }

  /**
   * As {@link #start(EnvoyAddresses)}, but with this much time for each answer of the ext_authz
   * server: the quarter of a second of production measures how busy the machine of a test is.
   */
  public static EnvoyProcess startPatient(EnvoyAddresses addresses, Duration patience) {
    return start(addresses, replacing(CHECK_TIMEOUT, "timeout: " + patience.toSeconds() + "s"));
  }

  /** As {@link #start(EnvoyAddresses)}, with {@code envoy.yaml} edited before it is filled. */
  public static EnvoyProcess start(EnvoyAddresses addresses, UnaryOperator<String> edit) {
    String yaml = configuration(addresses, edit);
    ScratchFolder folder = ScratchFolder.create("envoy");
    Path configuration = folder.write("envoy.yaml", yaml);
    ChildProcess process =
        ChildProcess.start("envoy", folder.path(), Map.of(), command(configuration));
    EnvoyProcess started = new EnvoyProcess(folder, process, addresses);
    URI ready = URI.create("http://127.0.0.1:" + addresses.adminPort() + "/ready");
    try {
      process.await("it is ready", START_TIMEOUT, () -> HttpProbe.status(ready) == 200);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** An edit of {@code envoy.yaml}, which fails once what it looks for is no longer there. */
  public static UnaryOperator<String> replacing(String written, String instead) {
    return yaml -> {
      if (!yaml.contains(written)) {
        throw new FixtureException("no '" + written + "' in envoy.yaml");
      }
      return yaml.replace(written, instead);
    };
  }

  /** The protected API, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + addresses.port());
  }

  /** Envoy's own administration: statistics, clusters. */
  public URI adminUri() {
    return URI.create("http://127.0.0.1:" + addresses.adminPort());
  }

  public long pid() {
    return process.pid();
  }

  /** Its own messages and, as JSON lines, its access log. */
  public String log() {
    return process.log();
  }

  public void stop() {
    process.stop(STOP_TIMEOUT);
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

  @Override
  public String logTail() {
    return process.logTail();
  }

  @Override
  public void close() {
    process.close();
    folder.delete();
  }

  private static String configuration(EnvoyAddresses addresses, UnaryOperator<String> edit) {
    Path folder = Repository.root().resolve("envoy");
    try {
      Map<String, String> places =
          new HashMap<>(Template.values(Files.readString(folder.resolve("defaults.env"))));
      places.putAll(addresses.places());
      return Template.fill(edit.apply(Files.readString(folder.resolve("envoy.yaml"))), places);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path configuration) {
    return List.of(
        Repository.program("envoy").toString(),
        "--config-path",
        configuration.toString(),
        // Several Envoys on one machine are nobody's successors.
        "--disable-hot-restart",
        "--concurrency",
        "2",
        // The access log is read while it runs.
        "--file-flush-interval-msec",
        "100",
        "--log-level",
        "warning");
  }
}
