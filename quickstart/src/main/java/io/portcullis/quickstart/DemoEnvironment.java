package io.portcullis.quickstart;

import io.portcullis.quickstart.system.Credentials;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.Ports;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The contents of {@code demo.env}: where everything is, and the credentials of this run. */
final class DemoEnvironment {
  private DemoEnvironment() {}

  static String render(PortcullisSystem system) {
    return entries(system).entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** The same for a reader. */
  static String addresses(Ports ports, Path file) {
    return """
    Portcullis is up; Ctrl-C stops it.
      protected API     http://127.0.0.1:%d/   (Envoy; /payments/ /catalog/ /public/ have policies of their own)
      token service     http://127.0.0.1:%d/
      admin API         http://127.0.0.1:%d/admin/v1   (the dashboard will be at http://127.0.0.1:%3$d/)
      ext_authz gRPC    127.0.0.1:%d
      metrics           http://127.0.0.1:%d/metrics   http://127.0.0.1:%d/metrics
      Envoy's admin     http://127.0.0.1:%d/
      credentials       %s
    """
        .formatted(
            ports.envoy().api(),
            ports.tokens().open(),
            ports.tokens().admin(),
            ports.authz().grpc(),
            ports.authz().metrics(),
            ports.tokens().metrics(),
            ports.envoy().admin(),
            file);
  }

  private static Map<String, String> entries(PortcullisSystem system) {
    Ports ports = system.plan().ports();
    Credentials credentials = system.access().credentials();
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("ENVOY_URL", http(ports.envoy().api()));
    entries.put("TOKEN_URL", http(ports.tokens().open()));
    entries.put("ADMIN_URL", http(ports.tokens().admin()));
    entries.put("ADMIN_TOKEN", credentials.adminToken());
    entries.put("AUTHZ_GRPC", "127.0.0.1:" + ports.authz().grpc());
    entries.put("METRICS_URL", http(ports.authz().metrics()) + "/metrics");
    entries.put("TOKEN_METRICS_URL", http(ports.tokens().metrics()) + "/metrics");
    entries.put("REDIS_NODES", redisNodes(ports));
    entries.put("DYNAMODB_URL", http(ports.dynamoDb()));
    entries.put("DEMO_USER", credentials.email());
    entries.put("DEMO_PASSWORD", credentials.password());
    entries.put("DEMO_CLIENT_ID", credentials.clientId());
    entries.put("DEMO_CLIENT_SECRET", credentials.clientSecret());
    entries.put("DEMO_REDIRECT_URI", http(ports.upstream()) + "/callback");
    entries.put("DEMO_POST_LOGOUT_REDIRECT_URI", http(ports.upstream()) + "/");
    entries.put("DEMO_PIDS", pids(system.pids()));
    return entries;
  }

  private static String redisNodes(Ports ports) {
    return ports.redis().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  private static String pids(Map<String, Long> pids) {
    return pids.entrySet().stream()
        .map(part -> part.getKey() + ":" + part.getValue())
        .collect(Collectors.joining(","));
  }

  private static String http(int port) {
    return "http://127.0.0.1:" + port;
  }
}
