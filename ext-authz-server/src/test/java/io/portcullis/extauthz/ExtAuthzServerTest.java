package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.ISSUER;
import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.redis.RedisSettings;
import io.portcullis.proto.revocation.MacKeys;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real server, a real Redis Cluster, a log written by hand, and questions over gRPC. */
final class ExtAuthzServerTest {
  private static final String MAC_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String POLICIES =
      """
      policies:
        payments: {require_scopes: [pay]}
        catalog: {max_staleness: unlimited}
        public: {anonymous: true}
      """;

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
  void answersFromTheFirstMomentAndIsReadyOnceTheLogIsFresh() throws Exception {
    try (ServerUnderTest server = start(CLUSTER.get().uris())) {
      assertThat(server.readyz().statusCode()).isEqualTo(503);
      assertThat(server.readyz().body()).contains("the revocation log");
      assertThat(envoy.health("")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(envoy.code("public", "")).isEqualTo("ok");

      log.startBeating();
      server.awaitReady();
      assertThat(envoy.health("")).isEqualTo(ServingStatus.SERVING);
      assertThat(envoy.health("envoy.service.auth.v3.Authorization"))
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void refusesARevokedSessionAndNobodyElse() throws Exception {
    log.startBeating();
    try (ServerUnderTest server = start(CLUSTER.get().uris())) {
      server.awaitReady();
      Map<String, Object> claims = TOKENS.claims();
      String token = TOKENS.mint(claims);
      String other = TOKENS.mint();
      CheckResponse yes = envoy.check("", token);
      assertThat(yes.getOkResponse().getHeadersList())
          .anyMatch(option ->
              option.getHeader().getKey().equals("x-user-id")
                  && option.getHeader().getValue().equals(claims.get("sub")));
      assertThat(envoy.code("payments", token)).isEqualTo("scope_insufficient");
      assertThat(envoy.code("nowhere", token)).isEqualTo("policy_unknown");

      log.revokeSession(ISSUER, String.valueOf(claims.get("sid")));
      assertThat(eventually("token_revoked", token)).isTrue();
      assertThat(envoy.code("", other)).isEqualTo("ok");
      assertThat(envoy.code("catalog", token)).isEqualTo("token_revoked");
      assertThat(server.scrape())
          .contains(
              "portcullis_check_total{decision=\"deny\",policy=\"payments\","
                  + "reason=\"scope_insufficient\"} 1.0",
              "portcullis_revocation_entries 1.0",
              "portcullis_redis_up 1.0",
              "portcullis_check_duration_seconds_bucket{decision=\"allow\",reason=\"ok\","
                  + "source=\"cached\",le=\"2.5E-5\"}",
              "portcullis_revocation_propagation_seconds_count 1",
              "portcullis_jwks_keys 1.0");
    }
  }

  @Test
  void startsWithoutRedisAndFailsAsEachPolicySays() throws Exception {
    String nowhere = "redis://127.0.0.1:" + FreePorts.next();
    try (ServerUnderTest server = start(List.of(nowhere))) {
      String old = TOKENS.mint(olderThanTheDefaultBound());
      assertThat(eventually("revocation_state_stale", old)).isTrue();
      assertThat(envoy.code("catalog", old)).isEqualTo("ok");
      assertThat(server.readyz().statusCode()).isEqualTo(503);
      assertThat(server.scrape())
          .contains(
              "portcullis_revocation_replica_age_seconds +Inf",
              "portcullis_redis_up 0.0",
              "portcullis_check_stale_allowed_total{policy=\"catalog\"} 1.0");
    }
  }

  @Test
  void refusesAMessageBeyondTheLimit() throws Exception {
    try (ServerUnderTest server = start(CLUSTER.get().uris())) {
      assertThat(server.readyz()).isNotNull();
      assertThatThrownBy(() -> envoy.check("", "x".repeat(1024 * 1024)))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("RESOURCE_EXHAUSTED");
    }
  }

  private static Map<String, Object> olderThanTheDefaultBound() {
    Map<String, Object> claims = TOKENS.claims();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iat", now - 120);
    claims.put("sst", (now - 120) * 1000);
    return claims;
  }

  private boolean eventually(String code, String token) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (envoy.code("", token).equals(code)) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }

  private ServerUnderTest start(List<String> nodes) throws Exception {
    return ServerUnderTest.start(
        directory,
        "127.0.0.1:" + grpcPort,
        """
        revocation: {redis: {nodes: ["%s"]}, hmac_key_file: %s}
        %s\
        """
            .formatted(String.join("\", \"", nodes), directory.resolve("hmac"), POLICIES));
  }
}
