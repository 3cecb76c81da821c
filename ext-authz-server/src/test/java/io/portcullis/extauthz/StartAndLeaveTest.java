package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartAndLeaveTest {
  private static final String NO_REVOCATION = "revocation: {mode: none}";

  @TempDir private Path directory = Path.of("");

  @Test
  void answersOnAUnixSocketOfModeOwnerAndGroup() throws Exception {
    Path socket = directory.resolve("authz.sock");
    try (ServerUnderTest server = start("unix://" + socket, NO_REVOCATION);
        GrpcAsker envoy = GrpcAsker.unix(socket)) {
      server.awaitReady();
      assertThat(envoy.code("", TOKENS.mint())).isEqualTo("ok");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
    }
    assertThat(directory).isDirectoryNotContaining("glob:**authz.sock*");
  }

  @Test
  void leavesTheSocketToItsSuccessor() throws Exception {
    Path socket = directory.resolve("authz.sock");
    ServerUnderTest old = start("unix://" + socket, NO_REVOCATION);
    try (ServerUnderTest successor = start("unix://" + socket, NO_REVOCATION)) {
      successor.awaitReady();
      old.close();
      assertThat(socket).exists();
      try (GrpcAsker envoy = GrpcAsker.unix(socket)) {
        assertThat(envoy.code("", TOKENS.mint())).isEqualTo("ok");
      }
    }
  }

  @Test
  void leavesNewConnectionsToItsPredecessorUntilItIsReadyOrAlone() throws Exception {
    Path socket = directory.resolve("authz.sock");
    ServerUnderTest old = start("unix://" + socket, NO_REVOCATION);
    old.awaitReady();
    try (ServerUnderTest unready = start("unix://" + socket, neverReady())) {
      try (GrpcAsker envoy = GrpcAsker.unix(socket)) {
        assertThat(envoy.health("")).isEqualTo(ServingStatus.SERVING);
      }
      old.close();
      awaitExists(socket);
      try (GrpcAsker envoy = GrpcAsker.unix(socket)) {
        assertThat(envoy.health("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(envoy.code("public", "")).isEqualTo("ok");
      }
      assertThat(unready.readyz().statusCode()).isEqualTo(503);
    }
    assertThat(directory).isDirectoryNotContaining("glob:**authz.sock*");
  }

  @Test
  void answersAtOnceWhereItsPredecessorWasKilled() throws Exception {
    Path socket = directory.resolve("authz.sock");
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (ServerUnderTest server = start("unix://" + socket, neverReady());
        GrpcAsker envoy = GrpcAsker.unix(socket)) {
      assertThat(envoy.code("public", "")).isEqualTo("ok");
      assertThat(server.readyz().statusCode()).isEqualTo(503);
    }
  }

  @Test
  void showsEverySeriesFromTheStart() throws Exception {
    try (ServerUnderTest server = start("127.0.0.1:" + FreePorts.next(), NO_REVOCATION)) {
      assertThat(server.scrape())
          .contains(
              "portcullis_check_duration_seconds_count{",
              "portcullis_check_total{",
              "portcullis_revocation_entries ",
              "portcullis_revocation_gaps_total ",
              "portcullis_revocation_propagation_seconds_count ",
              "portcullis_revocation_canary_seconds_count ",
              "portcullis_jwks_age_seconds ",
              "portcullis_jwks_keys ",
              "portcullis_jwks_refresh_total{outcome=\"ok\"} ",
              "portcullis_token_cache_hits_total ",
              "portcullis_token_cache_misses_total ",
              "portcullis_token_cache_evictions_total ",
              "portcullis_redis_up ",
              "portcullis_redis_reconnects_total ",
              "portcullis_config_generation ",
              "portcullis_config_reload_success ");
      server.awaitReady();
      // The warm-up has run by now and has left no trace.
      assertThat(server.scrape())
          .contains("portcullis_token_cache_hits_total 0.0")
          .doesNotContain("portcullis_revocation_replica_age_seconds ")
          .doesNotContainPattern("portcullis_check_total\\{[^}]*} [1-9]");
    }
  }

  @Test
  void saysInOneSentenceThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> start(address, NO_REVOCATION))
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "listener.grpc: cannot listen on "
                  + address
                  + ": the port is in use by another process");
    }
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithTheSocket() throws Exception {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> start("unix://" + missing.resolve("a.sock"), NO_REVOCATION))
        .hasMessage("listener.grpc: the directory " + missing + " of the socket does not exist");
    Path file = Files.writeString(directory.resolve("file"), "precious");
    assertThatThrownBy(() -> start("unix://" + file, NO_REVOCATION))
        .hasMessage("listener.grpc: " + file + " exists and is not a socket");
    assertThat(file).hasContent("precious");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithTheKeyFile() throws Exception {
    Path keys = directory.resolve("hmac");
    String revocation =
        "revocation: {redis: {nodes: [\"redis://127.0.0.1:1\"]}, hmac_key_file: " + keys + "}";
    assertThatThrownBy(() -> start("127.0.0.1:0", revocation))
        .isInstanceOf(StartupException.class)
        .hasMessage("revocation.hmac_key_file: the file " + keys + " does not exist");
    Files.writeString(keys, "k1:AAAA\n");
    assertThatThrownBy(() -> start("127.0.0.1:0", revocation))
        .hasMessage(
            "revocation.hmac_key_file: the file "
                + keys
                + ": line 1 holds 3 bytes; at least 32 are needed");
  }

  /** A log that nobody has written. */
  private String neverReady() throws IOException {
    Path keys = directory.resolve("hmac");
    Files.writeString(keys, "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    return """
    revocation: {redis: {nodes: ["redis://127.0.0.1:%d"]}, hmac_key_file: %s}
    policies: {public: {anonymous: true}}
    """
        .formatted(FreePorts.next(), keys);
  }

  private static void awaitExists(Path file) throws InterruptedException {
    for (int i = 0; i < 600 && !Files.exists(file); i++) {
      Thread.sleep(50);
    }
    assertThat(file).exists();
  }

  private ServerUnderTest start(String grpc, String more) throws Exception {
    return ServerUnderTest.start(directory, grpc, more);
  }
}
