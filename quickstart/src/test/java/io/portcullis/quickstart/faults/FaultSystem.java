package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.client.AdminClient;
import io.portcullis.quickstart.client.HttpCaller;
import io.portcullis.quickstart.client.Metrics;
import io.portcullis.quickstart.client.TokenClient;
import io.portcullis.quickstart.system.Parts;
import io.portcullis.testkit.DynamoDbFaults;
import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.FaultProxy;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two token services and three ext-authz-servers as processes, one of these in mode near-cache; a
 * proxy before each node of a Redis Cluster, and a stub before DynamoDB Local.
 */
final class FaultSystem implements Fixture {
  private static final int REDIS_NODES = 6;
  private static final Duration KEYS_PATIENCE = Duration.ofSeconds(60);

  private final Parts parts = new Parts(System.out);
  private final HttpCaller http = parts.keep("HTTP", new HttpCaller());
  private final ForeignIssuer foreign = new ForeignIssuer();
  private final KeyEndpoint keyEndpoint =
      parts.keep("keys", KeyEndpoint.start(foreign::jwks, new ForeignIssuer().jwks()));
  private final DynamoDbLocal dynamoDb;
  private final DynamoDbFaults dynamoDbFaults;
  private final RedisClusterFixture redis;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final List<TokenNode> tokens = new ArrayList<>();
  private final List<CheckNode> checks = new ArrayList<>();
  private final Map<String, List<Integer>> tokenPorts = new LinkedHashMap<>();
  private final FaultFiles files;

  private FaultSystem(Path folder) {
    dynamoDb = parts.start("DynamoDB Local", DynamoDbLocal::start);
    dynamoDbFaults =
        parts.start("stub before DynamoDB", () -> DynamoDbFaults.before(dynamoDb.endpoint()));
    List<Integer> ports = FreePorts.next(REDIS_NODES);
    List<Integer> announced = FreePorts.next(REDIS_NODES);
    for (int i = 0; i < REDIS_NODES; i++) {
      proxies.add(parts.keep("proxy", FaultProxy.start(announced.get(i), ports.get(i))));
    }
    redis = parts.start("Redis Cluster", () -> RedisClusterFixture.start(ports, announced));
    files = FaultFiles.write(folder, dynamoDbFaults.endpoint(), redis.uris(), keyEndpoint.uri());
  }

  /** Starts everything; files go to this folder. */
  static FaultSystem start(Path folder) {
    FaultSystem system = new FaultSystem(folder);
    try {
      system.tokens.add(system.tokenNode("token-service-0", "--seed", system.files.seed()));
      system.tokens.add(system.tokenNode("token-service-1"));
      system.checks.add(system.checkNode("ext-authz-0", Mode.REPLICA));
      system.checks.add(system.checkNode("ext-authz-1", Mode.REPLICA));
      system.checks.add(system.checkNode("ext-authz-2", Mode.NEAR_CACHE));
      return system;
    } catch (RuntimeException failed) {
      system.close();
      throw failed;
    }
  }

  DynamoDbLocal dynamoDb() {
    return dynamoDb;
  }

  DynamoDbFaults dynamoDbFaults() {
    return dynamoDbFaults;
  }

  RedisClusterFixture redis() {
    return redis;
  }

  List<FaultProxy> proxies() {
    return proxies;
  }

  List<TokenNode> tokens() {
    return tokens;
  }

  List<CheckNode> checks() {
    return checks;
  }

  ForeignIssuer foreign() {
    return foreign;
  }

  /** That of the foreign issuer. */
  KeyEndpoint keyEndpoint() {
    return keyEndpoint;
  }

  /** Gives the foreign issuer new keys, and returns when all checkers know them. */
  void learnNewKeys() throws InterruptedException {
    String token = foreign.renewKeys();
    long deadline = System.nanoTime() + KEYS_PATIENCE.toNanos();
    for (CheckNode node : checks) {
      String code = node.ask(FaultFiles.BOUNDS.getLast().policy(), token);
      while (!code.equals("ok")) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              node.server().name() + " does not learn new keys: " + code);
        }
        Thread.sleep(50);
        code = node.ask(FaultFiles.BOUNDS.getLast().policy(), token);
      }
    }
  }

  /** Begins a new log; the token services have ended. */
  void beginLog() {
    runTokenService("--begin-log");
  }

  HttpCaller http() {
    return http;
  }

  Path folder() {
    return files.folder();
  }

  /** The processes of the checkers. */
  Set<Long> checkers() {
    return checks.stream().map(node -> node.server().pid()).collect(Collectors.toSet());
  }

  /** The processes of all servers. */
  Set<Long> servers() {
    return Stream.concat(
            checks.stream().map(CheckNode::server), tokens.stream().map(TokenNode::server))
        .map(ServerNode::pid)
        .collect(Collectors.toSet());
  }

  /** The user shards of the log. */
  int shards() {
    return files.shards().get();
  }

  /**
   * Gives the log so many user shards and so long a life of tokens, beside the running servers; the
   * configurations say so from now on.
   */
  void changeLog(int shards, int tokenLifeMinutes) {
    files.shards().set(shards);
    files.tokenLifeMinutes().set(tokenLifeMinutes);
    tokenPorts.forEach(files::tokenService);
    runTokenService("--change-log");
  }

  int tokenLifeMinutes() {
    return files.tokenLifeMinutes().get();
  }

  /** Runs the first token service's configuration as a command that ends by itself. */
  private void runTokenService(String option) {
    ServerProcess.Outcome outcome =
        ServerProcess.run(
            ServerProcess.Command.of(
                "token-service",
                "--config",
                files.folder().resolve("token-service-0.yaml").toString(),
                option));
    if (outcome.status() != 0) {
      throw new IllegalStateException(option + " failed: " + outcome.output());
    }
  }

  /** One more ext-authz-server, beside those that {@link #checks} tells. */
  CheckNode checkNode(String name, Mode mode) {
    List<Integer> ports = FreePorts.next(3);
    Path config = files.extAuthz(name, ports, mode);
    ServerNode server =
        parts.keep(
            name,
            new ServerNode(
                name,
                ServerProcess.Command.of("ext-authz-server", "--config", config.toString()),
                uri(ports.get(1), "/readyz")));
    parts.start(
        name,
        () -> {
          server.start();
          return server;
        });
    return parts.keep(
        name,
        new CheckNode(
            server,
            mode,
            ports.get(0),
            files.snapshot(name),
            new Metrics(http, uri(ports.get(2), "/metrics"))));
  }

  private TokenNode tokenNode(String name, String... arguments) {
    List<Integer> ports =
        name.endsWith("0") ? files.firstTokenService() : FreePorts.next(FaultFiles.TOKEN_PORTS);
    Path config = files.tokenService(name, ports);
    tokenPorts.put(name, ports);
    List<String> words =
        Stream.concat(
                Stream.of("--config", config.toString(), "--create-tables"), Stream.of(arguments))
            .toList();
    ServerNode server =
        parts.keep(
            name,
            new ServerNode(
                name,
                ServerProcess.Command.of("token-service", words.toArray(String[]::new)),
                uri(ports.get(2), "/readyz")));
    parts.start(
        name,
        () -> {
          server.start();
          return server;
        });
    return new TokenNode(
        server,
        new TokenClient(http, uri(ports.get(0), "")),
        new AdminClient(http, uri(ports.get(1), ""), FaultFiles.ADMIN_TOKEN),
        uri(ports.get(1), ""),
        new Metrics(http, uri(ports.get(3), "/metrics")));
  }

  /** Networks and DynamoDB work again, and every server runs. */
  void mend() {
    proxies.forEach(FaultProxy::heal);
    dynamoDbFaults.heal();
    keyEndpoint.becomes(KeyEndpoint.Mood.GOOD);
    tokens.forEach(node -> node.server().revive());
    for (CheckNode node : checks) {
      if (node.server().revive()) {
        node.reconnect();
      }
    }
  }

  @Override
  public String logTail() {
    return Stream.concat(
            checks.stream().map(CheckNode::server), tokens.stream().map(TokenNode::server))
        .map(ServerNode::logTail)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    parts.close();
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
