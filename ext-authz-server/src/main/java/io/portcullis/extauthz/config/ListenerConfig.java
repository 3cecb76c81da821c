package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.HostPort;

/**
 * Where the server listens.
 *
 * @param grpc for Envoy
 * @param probes for the orchestrator
 * @param metrics for Prometheus
 * @param tls for a port; a Unix socket is guarded by its mode
 */
public record ListenerConfig(
    GrpcAddress grpc, HostPort probes, HostPort metrics, GrpcTlsConfig tls) {
  /** Production's Unix socket, and loopback for the rest. */
  public ListenerConfig {
    grpc = ConfigCheck.or(grpc, GrpcAddress.parse("unix:///run/portcullis/authz.sock"));
    probes = ConfigCheck.or(probes, HostPort.parse("127.0.0.1:9080"));
    metrics = ConfigCheck.or(metrics, HostPort.parse("127.0.0.1:9090"));
    ConfigCheck.that(
        tls == null || !tls.isOn() || grpc instanceof GrpcAddress.Tcp,
        "tls",
        "is for a port; leave it empty with " + grpc + ", which its mode guards");
  }
}
