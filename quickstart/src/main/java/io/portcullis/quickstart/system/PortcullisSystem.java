package io.portcullis.quickstart.system;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.EchoUpstream;
import io.portcullis.testkit.EnvoyAddresses;
import io.portcullis.testkit.EnvoyProcess;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.ServerProcess;
import java.net.URI;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole system, running.
 *
 * @param plan what was to be started, and where
 * @param access credentials and files of this run
 * @param stores where state is kept
 * @param servers who answers
 */
public record PortcullisSystem(SystemPlan plan, Access access, Stores stores, Servers servers) {

  /** What this run drew and wrote. */
  public record Access(Credentials credentials, SystemFiles files) {}

  /** The truth and its carrier. */
  public record Stores(DynamoDbLocal dynamoDb, RedisClusterFixture redis) {}

  /** Both servers, Envoy, and the API behind it. */
  public record Servers(
      EchoUpstream upstream, ServerProcess tokens, ServerProcess extAuthz, EnvoyProcess envoy) {}

  /**
   * Starts everything; each part that has started is in {@code parts}, also if a later one fails.
   */
  public static PortcullisSystem start(SystemPlan plan, Parts parts) {
    Access access = prepare(plan, parts);
    Ports ports = plan.ports();
    Stores stores =
        new Stores(
            parts.start("DynamoDB Local", () -> DynamoDbLocal.start(ports.dynamoDb())),
            parts.start("Redis Cluster, 6 nodes", () -> RedisClusterFixture.start(ports.redis())));
    return new PortcullisSystem(plan, access, stores, startServers(ports, access.files(), parts));
  }

  private static Access prepare(SystemPlan plan, Parts parts) {
    SecureRandom random = new SecureRandom();
    Credentials credentials = Credentials.draw(random);
    PrivateFolder folder =
        parts.start("configuration, fresh keys", () -> new PrivateFolder(plan.folder()));
    return new Access(credentials, SystemFiles.write(folder, plan, credentials, random));
  }

  private static Servers startServers(Ports ports, SystemFiles files, Parts parts) {
    EchoUpstream upstream =
        parts.start("upstream that echoes", () -> EchoUpstream.start(ports.upstream()));
    ServerProcess tokens = parts.start("token service", () -> tokenService(ports, files));
    parts.keep("token service", tokens::stop);
    ServerProcess extAuthz = parts.start("ext-authz-server", () -> extAuthz(ports, files));
    parts.keep("ext-authz-server", extAuthz::stop);
    EnvoyProcess envoy = parts.start("Envoy", () -> EnvoyProcess.start(envoyAddresses(ports)));
    parts.keep("Envoy", envoy::stop);
    return new Servers(upstream, tokens, extAuthz, envoy);
  }

  private static ServerProcess tokenService(Ports ports, SystemFiles files) {
    ServerProcess.Command command =
        ServerProcess.Command.of(
            "token-service",
            "--config",
            files.tokenService().toString(),
            "--create-tables",
            "--seed",
            files.seed().toString());
    return ServerProcess.start(
        command.withEnvironment(
            Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local")),
        readiness(ports.tokens().probes()));
  }

  private static ServerProcess extAuthz(Ports ports, SystemFiles files) {
    return ServerProcess.start(
        ServerProcess.Command.of("ext-authz-server", "--config", files.extAuthz().toString()),
        readiness(ports.authz().probes()));
  }

  private static URI readiness(int port) {
    return URI.create("http://127.0.0.1:" + port + "/readyz");
  }

  private static EnvoyAddresses envoyAddresses(Ports ports) {
    return new EnvoyAddresses(
        ports.envoy().api(),
        ports.envoy().admin(),
        ports.upstream(),
        "127.0.0.1:" + ports.authz().grpc());
  }

  /** A signer of access tokens by this system's own key. */
  public GenuineTokens tokens() {
    return new GenuineTokens(
        access.files().signingKeys(), "http://127.0.0.1:" + plan.ports().tokens().open());
  }

  /** Every process by name; Redis nodes as {@code redis-PORT}. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("envoy", servers.envoy().pid());
    pids.put("ext-authz-server", servers.extAuthz().pid());
    pids.put("token-service", servers.tokens().pid());
    pids.put("dynamodb-local", stores.dynamoDb().pid());
    stores.redis().nodes().forEach(node -> pids.put("redis-" + node.port(), node.pid()));
    return pids;
  }

  /** The end of the logs of Envoy and both servers. */
  public String logTail() {
    return String.join(
        "\n", servers.envoy().logTail(), servers.extAuthz().logTail(), servers.tokens().logTail());
  }
}
