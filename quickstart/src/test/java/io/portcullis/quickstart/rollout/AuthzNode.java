package io.portcullis.quickstart.rollout;

import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The ext-authz-servers of one node: one after the other, on the same socket. */
final class AuthzNode {
  static final String ISSUER = "https://auth.example.com";

  private final Path folder;
  private final String more;
  private int servers;

  /** In this folder are {@code jwks.json} and the socket. */
  AuthzNode(Path folder, String more) {
    this.folder = folder;
    this.more = more;
  }

  /** One server and its own metrics. */
  record Server(ServerProcess process, URI metrics) implements AutoCloseable {
    @Override
    public void close() {
      process.close();
    }
  }

  Path socket() {
    return folder.resolve("authz.sock");
  }

  /** Starts one more and returns when it is ready. */
  Server start() throws IOException {
    List<Integer> ports = FreePorts.next(2);
    Path config = Files.writeString(folder.resolve("authz-" + ++servers + ".yaml"), config(ports));
    ServerProcess process =
        ServerProcess.start(
            ServerProcess.Command.of("ext-authz-server", "--config", config.toString()),
            URI.create("http://127.0.0.1:" + ports.get(0) + "/readyz"));
    return new Server(process, URI.create("http://127.0.0.1:" + ports.get(1) + "/metrics"));
  }

  private String config(List<Integer> ports) {
    return """
    listener: {grpc: "unix://%s", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
    issuers:
      - {issuer: %s, jwks: {file: %s}, audiences: [api], minted_after_read: true}
    revocation: {mode: none}
    # A place for each connection of the load, whose tokens are all unknown to a new process: on a
    # machine that stands still for a moment, the default of two processors has not enough.
    overload: {max_concurrent_verifications: 2}
    %s
    """
        .formatted(socket(), ports.get(0), ports.get(1), ISSUER, folder.resolve("jwks.json"), more);
  }
}
