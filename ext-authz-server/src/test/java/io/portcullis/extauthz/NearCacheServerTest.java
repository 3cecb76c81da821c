package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.ISSUER;
import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real server in mode near-cache, a real Redis Cluster, and questions over gRPC. */
final class NearCacheServerTest {
  private static final String MAC_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final long STALENESS_MILLIS = 2_000;
  private static final long CLOCK_ERROR_MILLIS = 1_000;

  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> CLUSTER =
      SharedFixture.of(RedisClusterFixture::lend);

  @TempDir private Path directory = Path.of("");
  private final int grpcPort = FreePorts.next();
  private final RedisConnections redis =
      new RedisConnections(
          RedisSettings.of(CLUSTER.get().uris().stream().map(URI::create).toList()),
          RandomGenerator.getDefault());
  private final RedisTestLog log = new RedisTestLog(redis, MacKeys.parse(MAC_KEY));
  private final GrpcAsker envoy = GrpcAsker.tcp(grpcPort);

  /** Without the heartbeats of the test before, which are fresh for a moment. */
  @BeforeEach
  void startWithAnEmptyLog() throws Exception {
    CLUSTER.get().flush();
    Files.writeString(directory.resolve("hmac"), MAC_KEY + "\n");
  }

  @AfterEach
  void close() {
    log.close();
    envoy.close();
    redis.close();
  }

  @Test
  void declaresItsMetricsFromTheStart() throws Exception {
    try (ServerUnderTest server = start()) {
      assertThat(server.scrape())
          .contains(
              "portcullis_near_cache_hits_total 0.0",
              "portcullis_near_cache_lookups_total{outcome=\"proved\"} 0.0",
              "portcullis_near_cache_lookups_total{outcome=\"unproved\"} 0.0",
              "portcullis_near_cache_lookups_total{outcome=\"failed\"} 0.0",
              "portcullis_near_cache_events_total{outcome=\"obeyed\"} 0.0",
              "portcullis_near_cache_events_total{outcome=\"ignored\"} 0.0",
              "portcullis_near_cache_events_total{outcome=\"malformed\"} 0.0",
              "portcullis_near_cache_subscription_losses_total 0.0");
    }
  }

  /** No event is published: what enforces it is the age of the answer alone. */
  @Test
  void refusesARevokedSessionWithinTheBoundAndNobodyElse() throws Exception {
    log.startBeating();
    try (ServerUnderTest server = start()) {
      server.awaitReady();
      Map<String, Object> claims = old();
      String token = TOKENS.mint(claims);
      String other = TOKENS.mint(old());
      await(() -> envoy.code("", token).equals("ok"));

      log.revokeSession(ISSUER, String.valueOf(claims.get("sid")));
      long acknowledged = System.currentTimeMillis();

      long asked;
      CheckResponse answer;
      do {
        asked = System.currentTimeMillis();
        answer = envoy.check("", token);
        if (answer.hasOkResponse()) {
          assertThat(asked).isLessThan(acknowledged + STALENESS_MILLIS + CLOCK_ERROR_MILLIS);
        }
      } while (!GrpcAsker.code(answer).equals("token_revoked"));
      assertThat(answer.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(401);
      await(() -> envoy.code("", other).equals("ok"));
    }
  }

  @Test
  void lostSubscriptionIsCountedAndCostsNobodyAnAnswer() throws Exception {
    log.startBeating();
    try (ServerUnderTest server = start()) {
      server.awaitReady();
      String token = TOKENS.mint(old());
      await(() -> envoy.code("", token).equals("ok"));

      await(() -> {
        CLUSTER.get().nodes().forEach(node -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
        return server.scrape().contains("portcullis_near_cache_subscription_losses_total 1.0");
      });

      await(() -> envoy.code("", token).equals("ok"));
    }
  }

  @Test
  void redisAwayIsAnsweredAsEachPolicySaysAndYesAgainWhenItIsBack() throws Exception {
    log.startBeating();
    try (ServerUnderTest server = start()) {
      server.awaitReady();
      String token = TOKENS.mint(old());
      await(() -> envoy.code("", token).equals("ok") && envoy.code("login", token).equals("ok"));

      CLUSTER.get().nodes().forEach(CLUSTER.get()::pause);
      try {
        await(() -> isStale("", token, 503) && isStale("login", token, 401));
        assertThat(envoy.code("catalog", token)).isEqualTo("ok");
        assertThat(server.scrape())
            .doesNotContain("portcullis_near_cache_lookups_total{outcome=\"failed\"} 0.0");
      } finally {
        CLUSTER.get().nodes().forEach(CLUSTER.get()::resume);
        CLUSTER.get().awaitHealthy(Duration.ofSeconds(60));
      }

      await(() -> envoy.code("", token).equals("ok") && envoy.code("login", token).equals("ok"));
    }
  }

  private boolean isStale(String policy, String token, int status) {
    CheckResponse answer = envoy.check(policy, token);
    return GrpcAsker.code(answer).equals("revocation_state_stale")
        && answer.getDeniedResponse().getStatus().getCodeValue() == status;
  }

  /** Its own {@code iat} proves nothing any more. */
  private static Map<String, Object> old() {
    Map<String, Object> claims = TOKENS.claims();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iat", now - 120);
    claims.put("sst", (now - 120) * 1000);
    return claims;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; !condition.call(); i++) {
      assertThat(i).as("given up").isLessThan(1_200);
      Thread.sleep(50);
    }
  }

  private ServerUnderTest start() throws Exception {
    return ServerUnderTest.start(
        directory,
        "127.0.0.1:" + grpcPort,
        """
        revocation:
          mode: near-cache
          redis: {nodes: ["%s"]}
          hmac_key_file: %s
          near_cache: {ttl: 200ms, timeout: 500ms}
        policies:
          default: {max_staleness: 2s}
          login: {max_staleness: 2s, on_stale: unauthorized}
          catalog: {max_staleness: unlimited}
        """
            .formatted(String.join("\", \"", CLUSTER.get().uris()), directory.resolve("hmac")));
  }
}
