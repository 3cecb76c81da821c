package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.net.URI;

/**
 * Where spans are sent.
 *
 * @param otlpEndpoint takes OTLP over HTTP; empty for nowhere
 */
public record TracingConfig(URI otlpEndpoint) {
  private static final URI NOWHERE = URI.create("");

  /** Nowhere unless given. */
  public TracingConfig {
    otlpEndpoint = ConfigCheck.or(otlpEndpoint, NOWHERE);
    ConfigCheck.that(
        otlpEndpoint.equals(NOWHERE) || isHttp(otlpEndpoint),
        "otlp_endpoint",
        "'" + otlpEndpoint + "' must be like http://127.0.0.1:4318/v1/traces");
  }

  /** Whether spans are made at all. */
  public boolean isOn() {
    return !otlpEndpoint.equals(NOWHERE);
  }

  private static boolean isHttp(URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    return http && uri.getHost() != null && uri.getUserInfo() == null;
  }
}
