package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.Ports;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One more token service beside a running system's own: the same issuer, keys and tables. */
final class SecondTokenService implements AutoCloseable {
  private final Path config;
  private final List<Integer> ports = FreePorts.next(4);
  private ServerProcess process;

  private SecondTokenService(PortcullisSystem system, URI dynamoDb, Path folder)
      throws IOException {
    this.config =
        Files.writeString(
            folder.resolve("second-token-service.yaml"), configuration(system, dynamoDb));
    this.process = start();
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @param dynamoDb what it takes for DynamoDB
   * @param folder where its configuration goes
   */
  static SecondTokenService start(PortcullisSystem system, URI dynamoDb, Path folder)
      throws IOException {
    return new SecondTokenService(system, dynamoDb, folder);
  }

  TokenClient tokens(SystemFixture of) {
    return new TokenClient(of.http(), URI.create("http://127.0.0.1:" + ports.get(0)));
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  void startAgain() {
    process.close();
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }

  private ServerProcess start() {
    return ServerProcess.start(
        ServerProcess.Command.of("token-service", "--config", config.toString()),
        URI.create("http://127.0.0.1:" + ports.get(2) + "/readyz"));
  }

  /** Its own listeners and DynamoDB, and a grace that outlasts its own start. */
  private String configuration(PortcullisSystem system, URI dynamoDb) throws IOException {
    Ports.Tokens first = system.plan().ports().tokens();
    String listener =
        "listener: {public: \"127.0.0.1:%d\", admin: \"127.0.0.1:%d\", probes: \"127.0.0.1:%d\","
            + " metrics: \"127.0.0.1:%d\"}";
    return Files.readString(system.access().files().tokenService())
        .replace(
            listener.formatted(first.open(), first.admin(), first.probes(), first.metrics()),
            listener.formatted(ports.toArray()))
        .replace(system.stores().dynamoDb().endpoint().toString(), dynamoDb.toString())
        .replace("session: {", "session: {refresh_grace: 60s, ");
  }
}
