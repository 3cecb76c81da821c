package io.portcullis.testkit;

import java.util.Map;

/**
 * Where one Envoy listens on loopback, and whom it calls.
 *
 * @param port the protected API
 * @param adminPort Envoy's own administration
 * @param upstreamPort the API behind it
 * @param authz the ext_authz server as its {@code listener.grpc} names it: {@code 127.0.0.1:9191}
 *     or {@code unix:///path}
 */
public record EnvoyAddresses(int port, int adminPort, int upstreamPort, String authz) {
  private static final String UNIX = "unix://";

  /** Envoy on free ports. */
  public static EnvoyAddresses free(int upstreamPort, String authz) {
    return new EnvoyAddresses(FreePorts.next(), FreePorts.next(), upstreamPort, authz);
  }

  /** What fills the places of {@code envoy/envoy.yaml}. */
  Map<String, String> places() {
    return Map.of(
        "ENVOY_PORT", Integer.toString(port),
        "ENVOY_ADMIN_PORT", Integer.toString(adminPort),
        "UPSTREAM_PORT", Integer.toString(upstreamPort),
        "AUTHZ_ADDRESS", authzAddress());
  }

  private String authzAddress() {
    if (authz.startsWith(UNIX)) {
      return "{pipe: {path: \"" + authz.substring(UNIX.length()) + "\"}}";
    }
    int colon = authz.lastIndexOf(':');
    return "{socket_address: {address: \"%s\", port_value: %s}}"
        .formatted(authz.substring(0, colon), authz.substring(colon + 1));
  }
}
