package io.portcullis.quickstart.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.testkit.EchoUpstream;
import io.portcullis.testkit.EnvoyAddresses;
import io.portcullis.testkit.EnvoyProcess;
import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a DaemonSet with {@code maxSurge: 1} does on each node, under load through a real Envoy. */
final class RollOutTest {
  private static final int REQUESTS_PER_SECOND = 1_000;
  private static final int TOKENS = 200;
  // A lost check fails nevertheless; a slow one, on a machine that is busy, does not.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final TokenFactory tokens =
      new TokenFactory(AuthzNode.ISSUER, TokenKey.es256("k-1"), InstantSource.system());

  @TempDir private Path folder = Path.of("");

  /** By default Envoy goes over on "not serving"; without a delay it is GOAWAY that sends it. */
  @ParameterizedTest
  @ValueSource(strings = {"5s", "0s"})
  @SuppressWarnings("SystemOut") // a figure to report, not to assert
  void replacesTheServerWithoutAFailedRequest(String drainDelay) throws Exception {
    Files.writeString(folder.resolve("jwks.json"), TokenFactory.jwks(tokens.key()));
    AuthzNode node = new AuthzNode(folder, "drain: {delay: " + drainDelay + "}");
    try (EchoUpstream upstream = EchoUpstream.start();
        AuthzNode.Server old = node.start();
        EnvoyProcess envoy = startEnvoy(upstream, node);
        SteadyLoad load = SteadyLoad.start(envoy.uri().getPort(), mint(), REQUESTS_PER_SECOND)) {
      awaitMore(load, 3 * REQUESTS_PER_SECOND);
      try (AuthzNode.Server successor = node.start()) {
        double allowedByOld = allowedBy(old);
        assertThat(old.process().stop()).isZero();
        awaitMore(load, 3 * REQUESTS_PER_SECOND);

        awaitEnvoyFinds(node.socket(), envoy);
        System.out.println("connections ended by GOAWAY: " + connectionsClosedByGoAway(envoy));
        SteadyLoad.Tally tally = load.finish();
        System.out.println(
            "rolled out with delay "
                + drainDelay
                + " under "
                + tally.sent()
                + " requests; the slowest took "
                + tally.slowestMillis()
                + " ms");
        assertThat(tally.failures()).as("%s", envoy.logTail()).isEmpty();
        assertThat(tally.allowed()).isEqualTo(tally.sent());
        assertThat(allowedByOld).isPositive();
        assertThat(allowedBy(successor)).isPositive();
      }
    }
  }

  /** Each worker of Envoy is asked to reconnect about once a second. */
  @Test
  void endsOldConnectionsWithoutAFailedRequest() throws Exception {
    Files.writeString(folder.resolve("jwks.json"), TokenFactory.jwks(tokens.key()));
    AuthzNode node = new AuthzNode(folder, "limits: {connection_age: 1s}");
    try (EchoUpstream upstream = EchoUpstream.start();
        AuthzNode.Server server = node.start();
        EnvoyProcess envoy = startEnvoy(upstream, node);
        SteadyLoad load = SteadyLoad.start(envoy.uri().getPort(), mint(), REQUESTS_PER_SECOND)) {
      awaitMore(load, 6 * REQUESTS_PER_SECOND);
      SteadyLoad.Tally tally = load.finish();
      assertThat(tally.failures()).as("%s", envoy.logTail()).isEmpty();
      assertThat(tally.allowed()).isEqualTo(tally.sent());
      assertThat(allowedBy(server)).isPositive();
      assertThat(connectionsClosedByGoAway(envoy)).isPositive();
    }
  }

  private static EnvoyProcess startEnvoy(EchoUpstream upstream, AuthzNode node) {
    return EnvoyProcess.startPatient(
        EnvoyAddresses.free(upstream.port(), "unix://" + node.socket()), PATIENCE);
  }

  private static long connectionsClosedByGoAway(EnvoyProcess envoy)
      throws IOException, InterruptedException {
    String name = "cluster.portcullis_authz.upstream_cx_close_notify: ";
    try (HttpCaller http = new HttpCaller()) {
      return http.getText(envoy.adminUri().resolve("/stats"))
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.substring(name.length())))
          .sum();
    }
  }

  private List<String> mint() {
    return Stream.generate(tokens::mint).limit(TOKENS).toList();
  }

  private static void awaitMore(SteadyLoad load, int requests) throws InterruptedException {
    long enough = load.ended() + requests;
    while (load.ended() < enough) {
      Thread.sleep(10);
    }
  }

  /** By its health check's own new connection. */
  private static void awaitEnvoyFinds(Path socket, EnvoyProcess envoy)
      throws IOException, InterruptedException {
    String healthy = "portcullis_authz::" + socket + "::health_flags::healthy";
    try (HttpCaller http = new HttpCaller()) {
      String clusters = "";
      for (int i = 0; i < 300 && !clusters.contains(healthy); i++) {
        Thread.sleep(100);
        clusters = http.getText(envoy.adminUri().resolve("/clusters"));
      }
      assertThat(clusters).contains(healthy);
    }
  }

  private static double allowedBy(AuthzNode.Server server)
      throws IOException, InterruptedException {
    try (HttpCaller http = new HttpCaller()) {
      return new Metrics(http, server.metrics()).largest("portcullis_check_total").orElse(0);
    }
  }
}
