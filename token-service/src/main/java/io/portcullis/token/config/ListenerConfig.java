package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.portcullis.kit.config.HostPort;

/** Where the service listens. */
public record ListenerConfig(
    @JsonProperty("public") HostPort publicApi, HostPort admin, HostPort probes, HostPort metrics) {
  public ListenerConfig {
    publicApi = or(publicApi, HostPort.parse("127.0.0.1:8081"));
    admin = or(admin, HostPort.parse("127.0.0.1:8082"));
    probes = or(probes, HostPort.parse("127.0.0.1:9081"));
    metrics = or(metrics, HostPort.parse("127.0.0.1:9091"));
  }
}
