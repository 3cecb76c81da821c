package io.portcullis.extauthz.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.config.ConfigException;
import io.portcullis.kit.config.ConfigReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ServerConfigTest {
  private static final String LEAST =
      """
      issuers:
        - {issuer: https://a, jwks: {uri: https://a/jwks}, audiences: [api]}
      revocation: {redis: {nodes: ["redis://127.0.0.1:7000"]}, hmac_key_file: hmac}
      """;

  /** The block of the interface document, whole. */
  private static final String DOCUMENTED =
      """
      listener: {grpc: "unix:///run/portcullis/authz.sock", probes: "127.0.0.1:9080", metrics: "127.0.0.1:9090", tls: {}}
      issuers:
        - issuer: https://auth.example.com
          jwks: {uri: https://auth.example.com/.well-known/jwks.json, refresh: 5m, timeout: 2s, max_bytes: 256KiB, unknown_kid_interval: 30s}
          audiences: [api]
          algorithms: [ES256, Ed25519]
          token_types: [at+jwt]
          leeway: 5s
          max_token_life: 15m
          minted_after_read: true
          claims: {}
          required: true
      identity: {headers: {x-user-id: sub, x-session-id: sid, x-scopes: scope, x-tenant-id: tid}, prefix: x-auth-}
      revocation:
        mode: replica
        redis: {nodes: ["redis://127.0.0.1:7000"], tls: {}, username: "", password_file: ""}
        hmac_key_file: "hmac"
        clock_error: 1s
      policies:
        default:  {credentials: [bearer], max_staleness: 60s, on_stale: unavailable}
        payments: {require_scopes: [pay], max_staleness: 10s, on_stale: unauthorized}
        catalog:  {credentials: [bearer, api_key], max_staleness: unlimited}
        public:   {anonymous: true}
      cache: {verified_tokens: 65536}
      limits: {token_bytes: 4096, message_bytes: 64KiB}
      overload: {max_concurrent_verifications: auto, failed_verifications_per_source: 100/s}
      drain: {delay: 5s, timeout: 20s}
      """;

  @Test
  void takesTheWholeDocumentedConfiguration() throws ConfigException {
    ServerConfig config = read(DOCUMENTED);
    assertThat(config.policies()).containsOnlyKeys("default", "payments", "catalog", "public");
    assertThat(policy(config, "payments").maxStaleness().toMillis()).isEqualTo(10_000);
    assertThat(policy(config, "payments").onStale()).isEqualTo(OnStaleName.UNAUTHORIZED);
    assertThat(policy(config, "catalog").maxStaleness().isUnlimited()).isTrue();
    assertThat(policy(config, "public").anonymous()).isTrue();
    assertThat(policy(config, "public").maxStaleness().toMillis()).isEqualTo(60_000);
    assertThat(config.issuers().getFirst().mintedAfterRead()).isTrue();
    assertThat(config.overload().failedVerificationsPerSource().perSecond())
        .isEqualTo(OptionalInt.of(100));
  }

  @Test
  void warnsOfWhatIsTakenButMaySurprise() throws ConfigException {
    assertThat(read(DOCUMENTED).warnings())
        .containsExactlyInAnyOrder(
            "policies.catalog.credentials: api_key cannot be presented yet; such callers get 401",
            "policies.catalog.max_staleness: unlimited: it says yes however old the revocation"
                + " state is");
  }

  @Test
  void warnsOfAPolicyInShadowMode() throws ConfigException {
    assertThat(read(LEAST + "policies: {p: {shadow: true}}\n").warnings())
        .containsExactly("policies.p.shadow: true: its denials are counted, not answered");
  }

  @Test
  void refusesADecisionLogThatIsNeitherWordNorPath() {
    assertFault(LEAST + "decision_log: {output: stdot}\n", "decision_log.output: 'stdot' is");
    assertFault(LEAST + "decision_log: {mask: [token, pth]}\n", "decision_log.mask[1]: 'pth'");
    assertFault(
        LEAST + "tracing: {otlp_endpoint: 'collector:4318'}\n",
        "tracing.otlp_endpoint: 'collector:4318' must");
  }

  @Test
  void takesMtlsWhereATrustDomainIsNamed() throws ConfigException {
    String policy = "policies: {p: {credentials: [mtls]}}\n";

    assertFault(LEAST + policy, "policies.p.credentials: mtls needs at least one of");
    assertThat(read(LEAST + policy + "mtls: {trust_domains: [example.org]}\n").mtls())
        .isEqualTo(new MtlsConfig(List.of("example.org"), List.of()));
    assertFault(
        LEAST + "mtls: {trust_domains: ['spiffe://a']}\n",
        "mtls.trust_domains[0]: 'spiffe://a' is");
    assertFault(LEAST + "mtls: {trusted_hops: [gateway]}\n", "mtls.trusted_hops[0]: 'gateway' is");
  }

  @Test
  void hasADefaultPolicyInAnyCase() throws ConfigException {
    assertThat(read(LEAST + "policies: {other: {}}\n").policies())
        .containsOnlyKeys("default", "other");
  }

  @Test
  void refusesTlsThatIsIncompleteOrOnAUnixSocket() {
    String tcp = LEAST + "listener: {grpc: \"127.0.0.1:9191\", tls: {%s}}\n";
    assertFault(tcp.formatted("key_file: k"), "certificate_file: is required beside key_file");
    assertFault(
        tcp.formatted("client_ca_file: c"), "certificate_file: is required beside client_ca_file");
    assertFault(
        tcp.formatted("certificate_file: c"), "key_file: is required beside certificate_file");
    assertFault(
        tcp.formatted("certificate_file: c, key_file: k, min_version: TLSv1.1"),
        "'TLSv1.1' is not allowed; allowed: TLSv1.2, TLSv1.3");
    assertFault(
        LEAST + "listener: {tls: {certificate_file: c, key_file: k}}\n",
        "is for a port; leave it empty with unix:///run/portcullis/authz.sock");
  }

  @Test
  void refusesWhatIsNotSupportedYet() {
    for (String kind : List.of("dpop", "opaque")) {
      assertFault(
          LEAST + "policies: {p: {credentials: [bearer, " + kind + "]}}\n",
          "policies.p.credentials[1]: " + kind + " is not supported yet");
    }
  }

  @Test
  void refusesAStalenessThatAHeartbeatCannotKeep() {
    assertFault(
        LEAST + "policies: {p: {max_staleness: 1999ms}}\n",
        "policies.p.max_staleness: 1999ms is out of range; allowed: 2s to 24h, or unlimited");
    assertFault(
        LEAST + "policies: {p: {max_staleness: never}}\n",
        "'never' is neither a duration like 10s nor unlimited");
  }

  @Test
  void refusesMoreLeewayThanTheLogIsKeptFor() {
    assertFault(
        LEAST.replace("audiences", "leeway: 31s, audiences"),
        "issuers[0].leeway: 31s is out of range; allowed: 0s to 30s");
  }

  @Test
  void refusesKeysOverPlainHttpFromElsewhere() {
    assertFault(
        LEAST.replace("https://a/jwks", "http://a/jwks"),
        "issuers[0].jwks.uri: must be https, or http to a loopback address unless allow_insecure"
            + " is true");
  }

  @Test
  void takesKeysOverPlainHttpFromThisMachine() throws ConfigException {
    for (String host : List.of("127.0.0.1:1", "localhost", "[::1]:1")) {
      read(LEAST.replace("https://a/jwks", "\"http://" + host + "/jwks\""));
    }
  }

  @Test
  void asksForExactlyOnePlaceOfKeys() {
    for (String places :
        List.of(
            "refresh: 1m",
            "discovery: false",
            "uri: https://a/jwks, file: b",
            "uri: https://a/jwks, discovery: true",
            "file: b, discovery: true")) {
      assertFault(
          LEAST.replace("uri: https://a/jwks", places),
          "issuers[0].jwks.uri: give exactly one of uri, file and discovery: true");
    }
  }

  @Test
  void takesKeysThatTheIssuersMetadataNames() throws ConfigException {
    String discovering = LEAST.replace("uri: https://a/jwks", "discovery: true");
    assertThat(read(discovering).issuers().getFirst().jwks().discovery()).isTrue();
    read(discovering.replace("https://a", "\"http://127.0.0.1:8081/tenant\""));
    read(
        discovering.replace("https://a", "http://a").replace("true", "true, allow_insecure: true"));
  }

  @Test
  void asksForAnIssuerThatCanBeAskedWhereItsKeysAre() {
    for (String issuer :
        List.of("accounts.example.com", "http://a", "https://a?b", "https://a#b", "https://u@a")) {
      assertFault(
          LEAST
              .replace("uri: https://a/jwks", "discovery: true")
              .replace("https://a", "\"" + issuer + "\""),
          "issuers[0].issuer: must be an https:// URL without query, fragment or user");
    }
  }

  @Test
  void asksForIssuersAudiencesAndTheKeyFile() {
    assertFault("revocation: {mode: none}\n", "issuers: is required");
    assertFault(LEAST.replace(", audiences: [api]", ""), "issuers[0].audiences: is required");
    assertFault(
        LEAST.replace(", hmac_key_file: hmac", ""),
        "revocation.hmac_key_file: is required in modes replica and near-cache");
    assertFault(
        LEAST.replace("\"redis://127.0.0.1:7000\"", ""),
        "revocation.redis.nodes: at least one is needed in modes replica and near-cache");
  }

  @Test
  void takesModeNearCacheWithinItsRanges() throws ConfigException {
    String nearCache = LEAST.replace("revocation: {", "revocation: {mode: near-cache, ");
    assertThat(read(nearCache).revocation().nearCache())
        .isEqualTo(
            new NearCacheConfig(
                Duration.ofSeconds(5), 65_536, Duration.ofMillis(25), 1_024, false));

    assertFault(
        nearCache.replace("mode: near-cache", "mode: near-cache, near_cache: {ttl: 2m}"),
        "revocation.near_cache.ttl: 2m is out of range");
    assertFault(
        nearCache.replace(", hmac_key_file: hmac", ""),
        "revocation.hmac_key_file: is required in modes replica and near-cache");
  }

  @Test
  void needsNoRedisInModeNone() throws ConfigException {
    ServerConfig config = read(LEAST.replaceFirst("revocation: .*", "revocation: {mode: none}"));
    assertThat(config.warnings()).contains("revocation.mode: none: no token is ever found revoked");
  }

  @Test
  void refusesTheSameIssuerTwice() {
    String item = "  - {issuer: https://a, jwks: {uri: https://a/jwks}, audiences: [api]}\n";
    assertFault(
        LEAST.replace(item, item + item), "f.yaml:3: issuers[1]: repeats the issuer of an earlier");
  }

  @Test
  void readsAlgorithmsAndTypesInTheirCanonicalForm() throws ConfigException {
    IssuerConfig issuer =
        read(LEAST.replace(
                "audiences",
                "algorithms: [EdDSA, RS256], token_types: [application/AT+JWT], audiences"))
            .issuers()
            .getFirst();
    assertThat(issuer.algorithms()).containsExactly("Ed25519", "RS256");
    assertThat(issuer.tokenTypes()).containsExactly("at+jwt");
    assertFault(
        LEAST.replace("audiences", "algorithms: [ES256, none], audiences"),
        "issuers[0].algorithms[1]: 'none' is not allowed");
  }

  @Test
  void refusesAClaimThatCannotBeShownOrRenamed() {
    assertFault(
        LEAST + "identity: {headers: {x-mail: email}}\n",
        "identity.headers.x-mail: 'email' is not a claim; allowed: sub, sid");
    assertFault(
        LEAST.replace("audiences", "claims: {aud: x}, audiences"),
        "issuers[0].claims.aud: 'aud' cannot be renamed");
  }

  @Test
  void comparesHeaderNamesAsBackendsDo() throws ConfigException {
    assertThat(read(LEAST + "identity: {headers: {X_User: sub}, prefix: X_My_}\n").identity())
        .isEqualTo(new IdentityConfig(Map.of("x-user", "sub"), "x-my-"));
    assertFault(
        LEAST + "identity: {headers: {x-user: sub, X_User: sid}}\n",
        "is the same header as an earlier one");
  }

  @Test
  void readsAddressesOfBothKinds() throws ConfigException {
    assertThat(read(LEAST + "listener: {grpc: 127.0.0.1:9191}\n").listener().grpc())
        .isInstanceOf(GrpcAddress.Tcp.class)
        .hasToString("127.0.0.1:9191");
    assertFault(LEAST + "listener: {grpc: unix:run/x}\n", "'unix:run/x' is not a socket");
    assertFault(
        LEAST + "listener: {grpc: 'unix:///" + "x".repeat(100) + "'}\n",
        "is too long for a Unix socket; allowed: 100 bytes");
  }

  @Test
  void countsProcessorsForAuto() {
    assertThat(Concurrency.parse("auto").on(8)).isEqualTo(7);
    assertThat(Concurrency.parse("auto").on(1)).isEqualTo(1);
    assertThat(Concurrency.parse("3").on(8)).isEqualTo(3);
  }

  @Test
  void takesEnvironmentTwins() throws ConfigException {
    ServerConfig config =
        ConfigReader.parse(
                ServerConfig.class,
                "f.yaml",
                DOCUMENTED,
                Map.of(
                    "PORTCULLIS_POLICIES_PAYMENTS_MAX_STALENESS", "20s",
                    "PORTCULLIS_ISSUERS_0_JWKS_URI", "https://b/jwks",
                    "PORTCULLIS_IDENTITY_HEADERS_X_USER_ID", "client_id",
                    "PORTCULLIS_DRAIN_DELAY", "1s"))
            .config();
    assertThat(policy(config, "payments").maxStaleness().limit()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.issuers().getFirst().jwks().uri()).hasToString("https://b/jwks");
    assertThat(config.identity().headers()).containsEntry("x-user-id", "client_id");
    assertThat(config.drain().delay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void takesEachKindOfEmergency() throws ConfigException {
    assertThat(
            read("""
            emergency:
              - {leeway: 30s, until: "2026-07-01T18:30:00Z"}
              - {leeway: 10s, issuer: https://a, until: 2026-07-01t20:30:00.5+02:00}
              - {policy: default, deny: true, until: 2026-07-01T18:30:00Z}
              - {policy: default, shadow: true, until: 2026-07-01T18:30:00Z}
            """
                    + LEAST)
                .emergency())
        .extracting(setting -> setting.inWords() + " until " + setting.until())
        .containsExactly(
            "a leeway of at least 30s for all issuers until 2026-07-01T18:30:00Z",
            "a leeway of at least 10s for https://a until 2026-07-01T18:30:00.500Z",
            "policy default: nobody passes until 2026-07-01T18:30:00Z",
            "policy default: denials are only counted until 2026-07-01T18:30:00Z");
  }

  @Test
  void refusesAnEmergencyInOneSentence() {
    String until = ", until: 2026-07-01T18:30:00Z";
    String one = "emergency[0].leeway: give exactly one of leeway, deny: true and shadow: true";
    assertEmergencyFault("policy: default" + until, one);
    assertEmergencyFault("policy: default, deny: true, shadow: true" + until, one);
    assertEmergencyFault("policy: default, deny: false" + until, one);
    assertEmergencyFault("policy: default, deny: true", "emergency[0].until: is required");
    assertEmergencyFault(
        "policy: default, deny: true, until: tomorrow",
        "emergency[0].until: 'tomorrow' is not a moment; write it like 2026-07-01T18:30:00Z");
    assertEmergencyFault(
        "policy: default, deny: true, until: 2026-02-30T18:30:00Z", "is not a moment");
    assertEmergencyFault(
        "leeway: 31s" + until, "emergency[0].leeway: 31s is out of range; allowed: 0s to 30s");
    assertEmergencyFault("deny: true" + until, "emergency[0].policy: is required");
    assertEmergencyFault(
        "policy: defualt, deny: true" + until,
        "emergency[0].policy: 'defualt' is not one of policies; allowed: default");
    assertEmergencyFault(
        "leeway: 30s, issuer: https://b" + until,
        "emergency[0].issuer: 'https://b' is not one of issuers; allowed: https://a");
    assertEmergencyFault(
        "leeway: 30s, policy: default" + until,
        "emergency[0].policy: has no leeway; name an issuer, or none for all");
    assertEmergencyFault(
        "policy: default, issuer: https://a, deny: true" + until,
        "emergency[0].issuer: belongs to leeway only; name a policy");
  }

  @Test
  void refusesRegionsThatNoLogOrNoIssuerBelongsTo() throws ConfigException {
    assertHomesFault("home: Europe", "", "revocation.home: must be 1 to 32 of a-z");
    assertHomesFault("home: eu, other_homes: [us]", "", "issuers[0].home: is needed where");
    assertHomesFault(
        "home: eu, other_homes: [us]",
        "home: ap",
        "issuers[0].home: 'ap' is neither revocation.home nor one of revocation.other_homes");
    assertHomesFault("home: eu", "home: us", "issuers[0].home: 'us' is neither");
    assertHomesFault(
        "home: eu, other_homes: [us, eu]", "home: eu", "other_homes[1]: is named before");
    assertHomesFault(
        "home: eu, other_homes: [us], mode: near-cache",
        "home: eu",
        "other_homes: can be followed in mode replica only");
    assertThat(read(homes("home: eu, other_homes: [us]", "home: us")).revocation().otherHomes())
        .containsExactly("us");
    assertThat(read(homes("home: eu", "home: eu")).revocation().home()).isEqualTo("eu");
    assertFault(
        LEAST
            .replace("audiences: [api]", "audiences: [api], minted_after_read: true")
            .replace(
                "revocation:",
                "  - {issuer: https://b, jwks: {uri: https://b/jwks}, audiences: [b], minted_after_read: true}\nrevocation:"),
        "issuers[1].minted_after_read: is true of another issuer of the region 'local'");
  }

  private static void assertHomesFault(String revocation, String issuer, String fault) {
    assertFault(homes(revocation, issuer), fault);
  }

  private static String homes(String revocation, String issuer) {
    return LEAST
        .replace("hmac}", "hmac, " + revocation + "}")
        .replace("audiences: [api]", "audiences: [api]" + (issuer.isEmpty() ? "" : ", " + issuer));
  }

  @Test
  void namesTheKeysThatOnlyARestartChanges() throws ConfigException {
    ServerConfig before = read(LEAST);
    assertThat(
            before.needingRestart(
                read(
                    """
                    listener: {metrics: "127.0.0.1:1"}
                    limits: {token_bytes: 2048, message_bytes: 32KiB}
                    cache: {verified_tokens: 1}
                    policies: {other: {}}
                    drain: {delay: 1s}
                    """
                        + LEAST.replace("hmac}", "hmac, clock_error: 2s}"))))
        .containsExactlyInAnyOrder(
            "listener.metrics",
            "limits.message_bytes",
            "cache.verified_tokens",
            "drain.delay",
            "revocation.clock_error");
  }

  private static void assertEmergencyFault(String item, String fault) {
    assertFault("emergency: [{" + item + "}]\n" + LEAST, fault);
  }

  private static PolicyConfig policy(ServerConfig config, String name) {
    return java.util.Objects.requireNonNull(config.policies().get(name));
  }

  private static ServerConfig read(String yaml) throws ConfigException {
    return ConfigReader.parse(ServerConfig.class, "f.yaml", yaml, Map.of()).config();
  }

  private static void assertFault(String yaml, String fault) {
    try {
      assertThat(read(yaml)).as("a configuration that must be refused").isNull();
    } catch (ConfigException e) {
      assertThat(e.faults()).singleElement().asString().contains(fault);
    }
  }
}
