package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.HostPort;
import java.util.Map;

/**
 * Where the server listens.
 *
 * @param grpc for Envoy
 * @param probes for the orchestrator
 * @param metrics for Prometheus
 * @param tls must be empty: the listener belongs on the node, behind the socket's mode
 */
public record ListenerConfig(
    GrpcAddress grpc, HostPort probes, HostPort metrics, Map<String, String> tls) {
  /** Production's Unix socket, and loopback for the rest. */
  public ListenerConfig {
    grpc = ConfigCheck.or(grpc, GrpcAddress.parse("unix:///run/portcullis/authz.sock"));
    probes = ConfigCheck.or(probes, HostPort.parse("127.0.0.1:9080"));
    metrics = ConfigCheck.or(metrics, HostPort.parse("127.0.0.1:9090"));
    tls = ConfigCheck.or(tls, Map.of());
    ConfigCheck.that(tls.isEmpty(), "tls", "TLS on the listener is not supported yet");
  }
}
