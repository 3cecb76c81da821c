package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server, its real file, and questions over gRPC while the file changes. */
final class ReloadTest {
  private static final String PROVED =
      "portcullis_check_duration_seconds_count{decision=\"allow\",reason=\"ok\","
          + "source=\"verified\"} ";
  private static final String PROVED_ONCE = PROVED + "1\n";

  /** A token of each of two issuers. */
  private static final String PROVED_TWICE = PROVED + "2\n";

  private static final String OTHER = "https://other.example.com";
  private static final TokenKey KEY = TokenKey.es256("k-1");
  private static final TokenKey OTHER_KEY = TokenKey.es256("k-1");

  @TempDir private Path directory = Path.of("");
  private final MutableClock time = MutableClock.at(Instant.parse("2026-07-01T12:00:00Z"));
  private final SteadyClock clock = new SteadyClock(time, time::nanoTime);
  private final TokenFactory tokens = new TokenFactory(ISSUER, KEY, time);
  private final TokenFactory otherTokens = new TokenFactory(OTHER, OTHER_KEY, time);
  private final List<Integer> ports = FreePorts.next(3);
  private final GrpcAsker envoy = GrpcAsker.tcp(ports.get(0));
  private final LogLines log = LogLines.open();

  @BeforeEach
  void writeKeys() throws IOException {
    Files.writeString(directory.resolve("jwks.json"), TokenFactory.jwks(KEY));
    Files.writeString(directory.resolve("other.json"), TokenFactory.jwks(OTHER_KEY));
  }

  @AfterEach
  void close() {
    envoy.close();
    log.close();
  }

  @Test
  void takesPoliciesScopesAudiencesIdentityAndLimits() throws Exception {
    try (ServerUnderTest server = start("policies: {payments: {}}\n")) {
      String token = tokens.mint();
      assertThat(envoy.code("payments", token)).isEqualTo("ok");
      assertThat(envoy.code("orders", token)).isEqualTo("policy_unknown");
      assertThat(header(envoy.check("", token), "x-user-id")).isNotEmpty();

      write("policies: {orders: {}, payments: {require_scopes: [pay]}}\n");
      until(() -> envoy.code("orders", token).equals("ok"));
      assertThat(envoy.code("payments", token)).isEqualTo("scope_insufficient");
      assertThat(server.scrape())
          .contains(
              "portcullis_check_total{decision=\"allow\",policy=\"orders\",reason=\"ok\"} 1.0",
              "portcullis_check_total{decision=\"deny\",policy=\"orders\",reason=\"overloaded\"}"
                  + " 0.0",
              "portcullis_config_generation 2.0",
              "portcullis_config_reload_success 1.0",
              // The token was proved before the change, and not again.
              PROVED_ONCE);

      write("identity: {headers: {x-caller: sub}}\n");
      until(() -> !header(envoy.check("", token), "x-caller").isEmpty());
      assertThat(header(envoy.check("", token), "x-user-id")).isEmpty();

      write("limits: {token_bytes: 256}\n");
      until(() -> envoy.code("", token).equals("token_invalid"));
      write("overload: {max_concurrent_verifications: 3}\n");
      until(() -> envoy.code("", tokens.mint()).equals("ok"));
      assertThat(server.scrape()).contains("portcullis_config_generation 5.0");
    }
  }

  @Test
  void judgesKnownTokensByTheIssuersNewAudienceAndLeeway() throws Exception {
    try (ServerUnderTest server = start("")) {
      String token = tokens.mint();
      assertThat(envoy.code("", token)).isEqualTo("ok");
      write(issuers("audiences: [elsewhere]") + "\n");
      until(() -> envoy.code("", token).equals("token_invalid"));

      time.advance(Duration.ofSeconds(310));
      write(issuers("audiences: [api], leeway: 30s") + "\n");
      until(() -> envoy.code("", token).equals("ok"));
      write(issuers("audiences: [api], leeway: 5s") + "\n");
      until(() -> envoy.code("", token).equals("token_expired"));
      assertThat(server.scrape()).contains("portcullis_config_generation 4.0");
    }
  }

  @Test
  void trustsANewIssuerOnceItsKeysAreThereAndARemovedOneNoLonger() throws Exception {
    try (ServerUnderTest server = start("")) {
      String token = tokens.mint();
      String other = otherTokens.mint();
      assertThat(envoy.code("", token)).isEqualTo("ok");
      assertThat(envoy.code("", other)).isEqualTo("token_invalid");
      assertThat(server.scrape()).contains("portcullis_jwks_keys 1.0");

      String away = "http://127.0.0.1:" + FreePorts.next() + "/jwks";
      write(issuers("audiences: [api]") + issuer(OTHER, "uri: \"" + away + "\""));
      until(() -> envoy.code("", other).equals("keys_unavailable"));
      assertThat(envoy.code("", token)).isEqualTo("ok");

      write(issuers("audiences: [api]") + issuer(OTHER, "file: " + directory + "/other.json"));
      until(() -> envoy.code("", other).equals("ok"));
      assertThat(envoy.code("", token)).isEqualTo("ok");
      assertThat(server.scrape()).contains("portcullis_jwks_keys 2.0");

      write("");
      until(() -> envoy.code("", other).equals("token_invalid"));
      assertThat(envoy.code("", token)).isEqualTo("ok");
      assertThat(server.scrape()).contains("portcullis_jwks_keys 1.0", PROVED_TWICE);
    }
  }

  @Test
  void keepsTheLastGoodFileAndSaysOnceWhatIsWrong() throws Exception {
    try (ServerUnderTest server = start("policies: {payments: {require_scopes: [pay]}}\n")) {
      write("policies: {payments: {max_staleness: 1s}}\n");
      until(() -> server.scrape().contains("portcullis_config_reload_success 0.0"));
      assertThat(server.scrape()).contains("portcullis_config_generation 1.0");
      assertThat(envoy.code("payments", tokens.mint())).isEqualTo("scope_insufficient");
      Thread.sleep(100); // twenty polls
      assertThat(log.containing("is refused"))
          .singleElement()
          .asString()
          .startsWith("ERROR the changed configuration file is refused")
          .contains("policies.payments.max_staleness: 1s is out of range; allowed: 2s to 24h");

      write("issuers: [\n");
      until(() -> log.containing("is not valid YAML").size() == 1);
      write(issuers("audiences: [api]") + issuer(OTHER, "file: " + directory + "/none.json"));
      until(() -> log.containing("issuers[1].jwks.file: the file ").size() == 1);
      assertThat(server.scrape()).contains("portcullis_config_reload_success 0.0");

      write("policies: {payments: {}}\n");
      until(() -> server.scrape().contains("portcullis_config_reload_success 1.0"));
      assertThat(envoy.code("payments", tokens.mint())).isEqualTo("ok");
      assertThat(server.scrape()).contains("portcullis_config_generation 2.0");
    }
  }

  @Test
  void isContentAgainWhenABadFileIsTakenBack() throws Exception {
    try (ServerUnderTest server = start("")) {
      write("policies: [1]\n");
      until(() -> server.scrape().contains("portcullis_config_reload_success 0.0"));
      write("");
      until(() -> server.scrape().contains("portcullis_config_reload_success 1.0"));
      assertThat(server.scrape()).contains("portcullis_config_generation 1.0");
    }
  }

  @Test
  void namesTheKeysThatNeedARestartAndTakesTheRest() throws Exception {
    try (ServerUnderTest server = start("")) {
      write(
          """
          cache: {verified_tokens: 10}
          limits: {message_bytes: 32KiB}
          policies: {orders: {}}
          """);
      until(() -> envoy.code("orders", tokens.mint()).equals("ok"));
      until(() -> !log.containing("at the next start only").isEmpty());
      assertThat(log.containing("at the next start only"))
          .containsExactly(
              "WARN these keys take effect at the next start only: cache.verified_tokens,"
                  + " limits.message_bytes");
      assertThat(server.scrape()).contains("portcullis_config_reload_success 1.0");
    }
  }

  @Test
  void shutsAPolicyUntilTheMomentItWasToldAndOpensItByItself() throws Exception {
    try (ServerUnderTest server = start("policies: {payments: {}, orders: {}}\n")) {
      String token = tokens.mint();
      write(
          """
          policies: {payments: {}, orders: {}}
          emergency:
            - {policy: payments, deny: true, until: 2026-07-01T12:01:00Z}
            - {policy: orders, shadow: true, until: 2026-07-01T11:00:00Z}
          """);
      until(() -> envoy.code("payments", token).equals("policy_closed"));
      assertThat(envoy.code("orders", token)).isEqualTo("ok");
      assertThat(server.scrape()).contains("portcullis_emergency_settings_active 1.0");
      until(() -> log.containing("is over and ignored").size() == 1);

      time.advance(Duration.ofSeconds(59));
      Thread.sleep(50); // ten polls
      assertThat(envoy.code("payments", token)).isEqualTo("policy_closed");
      time.advance(Duration.ofSeconds(1));
      until(() -> envoy.code("payments", token).equals("ok"));
      until(() -> log.containing("has ended: policy payments: nobody passes").size() == 1);
      assertThat(log.containing("emergency until 2026-07-01T12:01:00Z: policy payments"))
          .hasSize(1);
      assertThat(server.scrape())
          .contains("portcullis_emergency_settings_active 0.0", "portcullis_config_generation 2.0");
    }
  }

  @Test
  void raisesLeewayAndShadowsAPolicyFromTheStart() throws Exception {
    String token = tokens.mint();
    time.advance(Duration.ofSeconds(320));
    String settings =
        """
        policies: {payments: {require_scopes: [pay]}}
        emergency:
          - {leeway: 30s, issuer: %s, until: 2026-07-01T12:10:00Z}
          - {policy: payments, shadow: true, until: 2026-07-01T12:20:00Z}
        """
            .formatted(ISSUER);
    try (ServerUnderTest server = start(settings)) {
      assertThat(envoy.code("", token)).isEqualTo("ok");
      CheckResponse shadowed = envoy.check("payments", token);
      assertThat(shadowed.hasOkResponse()).isTrue();
      assertThat(header(shadowed, "x-user-id")).isEmpty();
      assertThat(server.scrape()).contains("portcullis_emergency_settings_active 2.0");

      write("policies: {payments: {require_scopes: [pay]}}\n");
      until(() -> envoy.code("", token).equals("token_expired"));
      assertThat(envoy.code("payments", tokens.mint())).isEqualTo("scope_insufficient");
      assertThat(server.scrape()).contains("portcullis_emergency_settings_active 0.0");
    }
  }

  @Test
  void refusesAnEmergencyOfMoreThanADay() throws Exception {
    try (ServerUnderTest server = start("")) {
      write("emergency: [{policy: default, deny: true, until: 2026-07-02T12:00:01Z}]\n");
      until(() -> !log.containing("is refused").isEmpty());
      assertThat(log.containing("is refused"))
          .singleElement()
          .asString()
          .endsWith(
              "emergency[0].until: 2026-07-02T12:00:01Z is more than 24h ahead; allowed: up to"
                  + " 2026-07-02T12:00:00Z");
      assertThat(envoy.code("", tokens.mint())).isEqualTo("ok");
      assertThat(server.scrape()).contains("portcullis_config_reload_success 0.0");
    }
  }

  private ServerUnderTest start(String more) throws Exception {
    write(more);
    ServerUnderTest server =
        ServerUnderTest.following(
            directory.resolve("server.yaml"), clock, ports.get(1), ports.get(2));
    until(() -> server.readyz().statusCode() == 200);
    return server;
  }

  /** Writes the whole file, by rename as an editor does. */
  private void write(String more) throws IOException {
    String issuers = more.startsWith("issuers:") ? "" : issuers("audiences: [api]");
    Path next =
        Files.writeString(
            directory.resolve("server.yaml.next"),
            """
            listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
            revocation: {mode: none}
            drain: {delay: 0s, timeout: 5s}
            %s%s\
            """
                .formatted(ports.get(0), ports.get(1), ports.get(2), issuers, more));
    Files.move(next, directory.resolve("server.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String issuers(String settings) {
    return "issuers:\n  - {issuer: %s, jwks: {file: %s/jwks.json}, %s}\n"
        .formatted(ISSUER, directory, settings);
  }

  private static String issuer(String name, String jwks) {
    return "  - {issuer: %s, jwks: {%s}, audiences: [api], required: false}\n"
        .formatted(name, jwks);
  }

  private static String header(CheckResponse response, String name) {
    return response.getOkResponse().getHeadersList().stream()
        .filter(option -> option.getHeader().getKey().equals(name))
        .map(option ->
            option.getHeader().getValue() + option.getHeader().getRawValue().toStringUtf8())
        .findFirst()
        .orElse("");
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    for (int i = 0; !condition.call(); i++) {
      if (i > 1_000) {
        throw new AssertionError("it did not come about");
      }
      Thread.sleep(10);
    }
  }
}
