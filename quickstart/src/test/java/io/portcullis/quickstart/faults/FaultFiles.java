package io.portcullis.quickstart.faults;

import io.portcullis.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the servers read. */
final class FaultFiles {
  static final int TOKEN_PORTS = 4;
  static final int USERS = 4;
  static final int FIRST_SHARDS = 4;
  private static final int FIRST_TOKEN_LIFE_MINUTES = 15;
  static final String PASSWORD = "correct horse battery staple";
  static final String ADMIN_TOKEN = "admin-" + Base64.getUrlEncoder().encodeToString(random());

  /** The least staleness there is, and one with room for a fail-over. */
  static final List<Bound> BOUNDS =
      List.of(new Bound("default", 2_000, 1_000), new Bound("patient", 6_000, 1_000));

  private final Path folder;
  private final URI dynamoDb;
  private final List<String> redis;
  private final URI foreignKeys;
  private final List<Integer> firstTokenService = FreePorts.next(TOKEN_PORTS);
  private final AtomicInteger shards = new AtomicInteger(FIRST_SHARDS);
  private final AtomicInteger tokenLifeMinutes = new AtomicInteger(FIRST_TOKEN_LIFE_MINUTES);

  private FaultFiles(Path folder, URI dynamoDb, List<String> redis, URI foreignKeys) {
    this.folder = folder;
    this.dynamoDb = dynamoDb;
    this.redis = redis;
    this.foreignKeys = foreignKeys;
  }

  static FaultFiles write(Path folder, URI dynamoDb, List<String> redis, URI foreignKeys) {
    FaultFiles files = new FaultFiles(folder, dynamoDb, redis, foreignKeys);
    files.secret("hmac.keys", keyLine());
    files.secret("refresh.keys", keyLine());
    files.secret("admin.token", ADMIN_TOKEN + "\n");
    files.secret("seed.yaml", users());
    return files;
  }

  static String user(int number) {
    return "user-" + number + "@example.com";
  }

  Path folder() {
    return folder;
  }

  String seed() {
    return folder.resolve("seed.yaml").toString();
  }

  /** Its ports: public, admin, probes, metrics. The public one is the issuer's. */
  List<Integer> firstTokenService() {
    return firstTokenService;
  }

  /** The log's user shards, as files that are written from now on say. */
  AtomicInteger shards() {
    return shards;
  }

  /** The longest {@code max_token_life}, as files that are written from now on say. */
  AtomicInteger tokenLifeMinutes() {
    return tokenLifeMinutes;
  }

  /** The snapshot of the checker of this name. */
  Path snapshot(String name) {
    return folder.resolve(name + ".snapshot");
  }

  /** The configuration of a checker on these ports: gRPC, probes, metrics. */
  Path extAuthz(String name, List<Integer> ports, Mode mode) {
    return secret(
        name + ".yaml",
        """
        listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
        issuers:
          - issuer: %s
            jwks: {uri: "%4$s/.well-known/jwks.json"}
            audiences: [api]
            minted_after_read: true
          - issuer: "%s"
            jwks: {uri: "%s", refresh: 1s, timeout: 1s, unknown_kid_interval: 1s}
            audiences: [api]
        revocation:
          mode: %s
          redis: {nodes: [%s]}
          hmac_key_file: %s
          snapshot_file: %s
          near_cache: {timeout: 250ms}
        policies:
          default: {max_staleness: 2s, on_stale: unavailable}
          patient: {max_staleness: 6s, on_stale: unauthorized}
        drain: {delay: 100ms, timeout: 2s}
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                issuer(),
                ForeignIssuer.NAME,
                foreignKeys,
                mode.configured(),
                nodes(),
                folder.resolve("hmac.keys"),
                snapshot(name)));
  }

  /** The configuration of a token service on these ports: public, admin, probes, metrics. */
  Path tokenService(String name, List<Integer> ports) {
    return secret(
        name + ".yaml",
        """
        listener: {public: "127.0.0.1:%d", admin: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
        issuer: %s
        dynamodb: {endpoint: "%s", region: local, table_prefix: faults-}
        redis: {nodes: [%s]}
        hmac_key_file: %s/hmac.keys
        near_cache: {enabled: true}
        shards: %d
        tokens: {max_token_life: %dm}
        signing: {mode: local, key_file: %8$s/signing-keys.json}
        session: {key_file: %8$s/refresh.keys}
        admin: {bootstrap_token_file: %8$s/admin.token}
        limits: {rate: {login_per_address: 0, login_per_user: 0, refresh_per_session: 0, refresh_repeats_per_session: 0, revoke_per_caller: 0}}
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                issuer(),
                dynamoDb,
                nodes(),
                folder,
                shards.get(),
                tokenLifeMinutes.get()));
  }

  private String issuer() {
    return "http://127.0.0.1:" + firstTokenService.getFirst();
  }

  private String nodes() {
    return redis.stream().map(uri -> '"' + uri + '"').collect(Collectors.joining(", "));
  }

  private static String users() {
    return IntStream.range(0, USERS)
        .mapToObj(i -> "  - {email: %s, password: \"%s\"}\n".formatted(user(i), PASSWORD))
        .collect(Collectors.joining("", "users:\n", ""));
  }

  private Path secret(String name, String content) {
    try {
      Path file = Files.writeString(folder.resolve(name), content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keyLine() {
    return "k1:" + Base64.getEncoder().encodeToString(random()) + "\n";
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
