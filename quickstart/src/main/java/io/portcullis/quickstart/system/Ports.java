package io.portcullis.quickstart.system;

import io.portcullis.testkit.FreePorts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loopback ports of one system.
 *
 * @param envoy Envoy
 * @param authz the ext-authz-server
 * @param tokens the token service
 * @param upstream the demo upstream
 * @param dynamoDb DynamoDB Local
 * @param redis the six nodes of the Redis Cluster; each also takes its port + 10000 as cluster bus
 */
public record Ports(
    Envoy envoy, Authz authz, Tokens tokens, int upstream, int dynamoDb, List<Integer> redis) {
  private static final int BUS_OFFSET = 10_000;

  /** Envoy's listener and admin interface. */
  public record Envoy(int api, int admin) {}

  /** The ext-authz-server's listeners. */
  public record Authz(int grpc, int probes, int metrics) {}

  /** The token service's listeners. */
  public record Tokens(int open, int admin, int probes, int metrics) {}

  /** The fixed ports of the demo. */
  public static Ports demo() {
    return new Ports(
        new Envoy(8080, 9901),
        new Authz(9191, 9080, 9090),
        new Tokens(8081, 8082, 9081, 9091),
        8083,
        8000,
        List.of(7000, 7001, 7002, 7003, 7004, 7005));
  }

  /** Ports that are free now. */
  public static Ports free() {
    List<Integer> free = FreePorts.next(11);
    return new Ports(
        new Envoy(free.get(0), free.get(1)),
        new Authz(free.get(2), free.get(3), free.get(4)),
        new Tokens(free.get(5), free.get(6), free.get(7), free.get(8)),
        free.get(9),
        free.get(10),
        FreePorts.next(6));
  }

  /** Every port, by what it is for. */
  public Map<String, Integer> byUse() {
    Map<String, Integer> all = new LinkedHashMap<>();
    all.put("Envoy", envoy.api());
    all.put("Envoy's admin interface", envoy.admin());
    all.put("the ext-authz-server", authz.grpc());
    all.put("the ext-authz-server's probes", authz.probes());
    all.put("the ext-authz-server's metrics", authz.metrics());
    all.put("the token service", tokens.open());
    all.put("the admin API", tokens.admin());
    all.put("the token service's probes", tokens.probes());
    all.put("the token service's metrics", tokens.metrics());
    all.put("the demo upstream", upstream);
    all.put("DynamoDB Local", dynamoDb);
    for (int i = 0; i < redis.size(); i++) {
      all.put("Redis node " + i, redis.get(i));
      all.put("the cluster bus of Redis node " + i, redis.get(i) + BUS_OFFSET);
    }
    return all;
  }
}
