package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.system.Ports;
import io.portcullis.testkit.ChildProcess;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One more Envoy in front of a running system, with an edited configuration. */
record RawHttpEnvoy(ChildProcess process, int port) implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  static RawHttpEnvoy start(Ports ports, Path folder, UnaryOperator<String> edit)
      throws IOException {
    int port = FreePorts.next();
    String yaml = Files.readString(Repository.root().resolve("envoy/envoy.yaml"));
    String edited = edit.apply(yaml);
    if (edited.equals(yaml)) {
      throw new IllegalArgumentException("the edit changes nothing in envoy.yaml");
    }
    String filled =
        edited
            .replace("${ENVOY_PORT}", Integer.toString(port))
            .replace("${ENVOY_ADMIN_PORT}", Integer.toString(FreePorts.next()))
            .replace("${UPSTREAM_PORT}", Integer.toString(ports.upstream()))
            .replace(
                "${AUTHZ_ADDRESS}",
                "{socket_address: {address: 127.0.0.1, port_value: %d}}"
                    .formatted(ports.authz().grpc()));
    RawHttpEnvoy started =
        new RawHttpEnvoy(
            ChildProcess.start(
                "envoy",
                folder,
                Map.of(),
                command(Files.writeString(folder.resolve("e.yaml"), filled))),
            port);
    started.process.await("it answers", START_TIMEOUT, started::answers);
    return started;
  }

  RawHttp.Reply get(String path, String headerLines) throws IOException {
    return RawHttp.get(port, path, headerLines);
  }

  @Override
  public void close() {
    process.close();
  }

  private boolean answers() {
    try {
      return RawHttp.get(port, "/public/page", "").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static List<String> command(Path configuration) {
    return List.of(
        Repository.program("envoy").toString(),
        "--config-path",
        configuration.toString(),
        "--disable-hot-restart",
        "--concurrency",
        "1",
        "--log-level",
        "warning");
  }
}
