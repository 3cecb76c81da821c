package io.portcullis.extauthz;

import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.testkit.EnvoyAddresses;
import io.portcullis.testkit.EnvoyProcess;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The server in this process, asked by a real Envoy that protects an upstream told byte for byte.
 */
final class ServerBehindEnvoy implements Fixture {
  /** Not how busy the machine is, but what is answered, is of interest here. */
  private static final UnaryOperator<String> PATIENT =
      EnvoyProcess.replacing("timeout: 0.25s", "timeout: 20s");

  private final String grpc;
  private final ServerUnderTest server;
  private final BytesUpstream upstream;
  private final EnvoyProcess envoy;

  private ServerBehindEnvoy(
      String grpc, ServerUnderTest server, BytesUpstream upstream, EnvoyProcess envoy) {
    this.grpc = grpc;
    this.server = server;
    this.upstream = upstream;
    this.envoy = envoy;
  }

  /**
   * Starts all three.
   *
   * @param more top-level blocks of the server's configuration, beside {@code revocation}
   * @param edit of {@code envoy.yaml}
   */
  static ServerBehindEnvoy start(Path folder, String more, UnaryOperator<String> edit)
      throws Exception {
    String grpc = "127.0.0.1:" + FreePorts.next();
    ServerUnderTest server = start(folder, grpc, more);
    BytesUpstream upstream = BytesUpstream.start();
    return new ServerBehindEnvoy(grpc, server, upstream, envoy(upstream, grpc, edit));
  }

  private static ServerUnderTest start(Path folder, String grpc, String more)
      throws StartupException, IOException, InterruptedException {
    ServerUnderTest server =
        ServerUnderTest.start(folder, grpc, "revocation: {mode: none}\n" + more);
    server.awaitReady();
    return server;
  }

  private static EnvoyProcess envoy(
      BytesUpstream upstream, String grpc, UnaryOperator<String> edit) {
    return EnvoyProcess.start(
        EnvoyAddresses.free(upstream.port(), grpc), yaml -> edit.apply(PATIENT.apply(yaml)));
  }

  /** One more Envoy before the same server and upstream. */
  EnvoyProcess another(UnaryOperator<String> edit) {
    return envoy(upstream, grpc, edit);
  }

  int port() {
    return envoy.uri().getPort();
  }

  BytesUpstream upstream() {
    return upstream;
  }

  @Override
  public String logTail() {
    return envoy.logTail();
  }

  @Override
  public void close() {
    envoy.close();
    upstream.close();
    server.close();
  }
}
