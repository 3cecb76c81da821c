package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.system.Parts;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** One region: its tables, its Redis Cluster, a token service and an ext-authz-server. */
final class Region {
  static final String TABLES = "regions-";
  static final String USER = "ada@example.com";
  static final String PASSWORD = "correct horse battery staple";

  private static final String ADMIN_TOKEN = "admin-of-a-test-that-runs-on-loopback";

  private final String name;
  private final Path folder;
  private final DynamoDbLocal dynamoDb;
  private final RedisClusterFixture redis;
  private final List<Integer> tokenPorts = FreePorts.next(4);

  /** Starts what the servers need. */
  Region(String name, Path root, String hmacKeys, Parts parts) {
    this.name = name;
    this.folder = root.resolve(name);
    this.dynamoDb = parts.start("DynamoDB Local of " + name, DynamoDbLocal::start);
    this.redis = parts.start("Redis Cluster of " + name, RedisClusterFixture::start);
    write("hmac.keys", hmacKeys);
    write("admin.token", ADMIN_TOKEN + "\n");
    write("seed.yaml", "users: [{email: %s, password: \"%s\"}]\n".formatted(USER, PASSWORD));
  }

  String name() {
    return name;
  }

  String issuer() {
    return "http://127.0.0.1:" + tokenPorts.getFirst();
  }

  URI dynamoDb() {
    return dynamoDb.endpoint();
  }

  /** Its token service, which copies the other's log. */
  TokenNode tokenService(Region other, Parts parts, HttpCaller http) {
    String config =
        """
        listener: {public: "127.0.0.1:%d", admin: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
        issuer: %s
        home: %s
        other_homes: {%s: %s}
        dynamodb: {endpoint: "%s", region: local, table_prefix: %s}
        redis: {nodes: [%s]}
        hmac_key_file: %12$s/hmac.keys
        signing: {mode: local, key_file: %12$s/signing-keys.json}
        admin: {bootstrap_token_file: %12$s/admin.token}
        limits: {rate: {login_per_address: 0, login_per_user: 0, refresh_per_session: 0, refresh_repeats_per_session: 0, revoke_per_caller: 0}}
        """
            .formatted(
                tokenPorts.get(0),
                tokenPorts.get(1),
                tokenPorts.get(2),
                tokenPorts.get(3),
                issuer(),
                name,
                other.name,
                other.issuer(),
                dynamoDb(),
                TABLES,
                nodes(),
                folder);
    String server = "token-service-" + name;
    ServerNode node =
        new ServerNode(
            server,
            ServerProcess.Command.of(
                "token-service",
                "--config",
                write("token-service.yaml", config).toString(),
                "--create-tables",
                "--seed",
                folder.resolve("seed.yaml").toString()),
            uri(tokenPorts.get(2), "/readyz"));
    start(node, server, parts);
    return new TokenNode(
        node,
        new TokenClient(http, uri(tokenPorts.get(0), "")),
        new AdminClient(http, uri(tokenPorts.get(1), ""), ADMIN_TOKEN),
        uri(tokenPorts.get(1), ""),
        new Metrics(http, uri(tokenPorts.get(3), "/metrics")));
  }

  /** Its ext-authz-server, which takes both regions' tokens. */
  CheckNode checkNode(Region other, Parts parts, HttpCaller http) {
    List<Integer> ports = FreePorts.next(3);
    String config =
        """
        listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
        issuers:
          - {issuer: "%4$s", jwks: {uri: "%4$s/.well-known/jwks.json"}, audiences: [api], minted_after_read: true, home: %5$s}
          - {issuer: "%6$s", jwks: {uri: "%6$s/.well-known/jwks.json"}, audiences: [api], minted_after_read: true, home: %7$s}
        revocation:
          home: %5$s
          other_homes: [%7$s]
          redis: {nodes: [%8$s]}
          hmac_key_file: %9$s/hmac.keys
        policies:
          default: {max_staleness: 2s}
        drain: {delay: 100ms, timeout: 2s}
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                issuer(),
                name,
                other.issuer(),
                other.name,
                nodes(),
                folder);
    String server = "ext-authz-" + name;
    ServerNode node =
        new ServerNode(
            server,
            ServerProcess.Command.of(
                "ext-authz-server", "--config", write("ext-authz.yaml", config).toString()),
            uri(ports.get(1), "/readyz"));
    start(node, server, parts);
    return parts.keep(
        server,
        new CheckNode(
            node,
            Mode.REPLICA,
            ports.get(0),
            folder.resolve("no.snapshot"),
            new Metrics(http, uri(ports.get(2), "/metrics"))));
  }

  private static void start(ServerNode node, String name, Parts parts) {
    parts.start(
        name,
        () -> {
          node.start();
          return node;
        });
  }

  private String nodes() {
    return redis.uris().stream().map(uri -> '"' + uri + '"').collect(Collectors.joining(", "));
  }

  private Path write(String file, String content) {
    try {
      Files.createDirectories(folder);
      Path written = Files.writeString(folder.resolve(file), content);
      return Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
