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

/** What a DaemonSet with {@code maxSurge: 1} does on each node, under load through a real Envoy. */
final class RollOutTest {
  private static final int REQUESTS_PER_SECOND = 1_000;
  private static final int TOKENS = 200;
  // A lost check fails nevertheless; a slow one, on a machine that is busy, does not.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final TokenFactory tokens =
      new TokenFactory(AuthzNode.ISSUER, TokenKey.es256("k-1"), InstantSource.system());

  @TempDir private Path folder = Path.of("");

  @Test
  @SuppressWarnings("SystemOut") // a figure to report, not to assert
  void replacesTheServerWithoutAFailedRequest() throws Exception {
    Files.writeString(folder.resolve("jwks.json"), TokenFactory.jwks(tokens.key()));
    AuthzNode node = new AuthzNode(folder);
    try (EchoUpstream upstream = EchoUpstream.start();
        AuthzNode.Server old = node.start();
        EnvoyProcess envoy =
            EnvoyProcess.startPatient(
                EnvoyAddresses.free(upstream.port(), "unix://" + node.socket()), PATIENCE);
        SteadyLoad load = SteadyLoad.start(envoy.uri().getPort(), mint(), REQUESTS_PER_SECOND)) {
      awaitMore(load, 3 * REQUESTS_PER_SECOND);
      try (AuthzNode.Server successor = node.start()) {
        double allowedByOld = allowedBy(old);
        assertThat(old.process().stop()).isZero();
        awaitMore(load, 3 * REQUESTS_PER_SECOND);

        SteadyLoad.Tally tally = load.finish();
        System.out.println(
            "rolled out under "
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

  private List<String> mint() {
    return Stream.generate(tokens::mint).limit(TOKENS).toList();
  }

  private static void awaitMore(SteadyLoad load, int requests) throws InterruptedException {
    long enough = load.ended() + requests;
    while (load.ended() < enough) {
      Thread.sleep(10);
    }
  }

  private static double allowedBy(AuthzNode.Server server)
      throws IOException, InterruptedException {
    try (HttpCaller http = new HttpCaller()) {
      return new Metrics(http, server.metrics()).largest("portcullis_check_total").orElse(0);
    }
  }
}
