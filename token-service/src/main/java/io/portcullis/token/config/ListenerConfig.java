package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.config.HttpsOrLoopback;

/**
 * Where the service listens.
 *
 * @param publicApi {@code public} in the file, which is no name for a component
 * @param tls of the public listener
 * @param clientCertificate how clients of the public listener show theirs
 */
public record ListenerConfig(
    @JsonProperty("public") HostPort publicApi,
    HostPort admin,
    HostPort probes,
    HostPort metrics,
    TlsConfig tls,
    ClientCertificateConfig clientCertificate) {
  public ListenerConfig {
    publicApi = or(publicApi, HostPort.parse("127.0.0.1:8081"));
    admin = or(admin, HostPort.parse("127.0.0.1:8082"));
    probes = or(probes, HostPort.parse("127.0.0.1:9081"));
    metrics = or(metrics, HostPort.parse("127.0.0.1:9091"));
    if (tls != null) {
      that(
          tls.isOn()
              || tls.terminatedBy() != TlsConfig.End.LISTENER
              || HttpsOrLoopback.isLoopbackHost(publicApi.host()),
          "public",
          publicApi
              + " is open to others, who would send passwords and tokens in the clear: give tls a"
              + " certificate_file and key_file, or set tls.terminated_by to proxy where your own"
              + " proxy ends TLS");
      that(
          tls.isOn()
              || clientCertificate == null
              || clientCertificate.from() != ClientCertificateConfig.Source.TLS,
          "client_certificate.from",
          "can be tls only where this listener speaks TLS, by tls.certificate_file");
    }
  }
}
