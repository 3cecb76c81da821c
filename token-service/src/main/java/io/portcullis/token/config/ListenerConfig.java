package io.portcullis.token.config;

import io.portcullis.kit.config.ConfigFault;
import io.portcullis.kit.config.HostPort;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the service listens. In the file it is a mapping of names, since {@code public} cannot be
 * the name of a record's component.
 */
public record ListenerConfig(
    HostPort publicApi, HostPort admin, HostPort probes, HostPort metrics) {
  private static final Map<String, HostPort> DEFAULTS =
      Map.of(
          "public", HostPort.parse("127.0.0.1:8081"),
          "admin", HostPort.parse("127.0.0.1:8082"),
          "probes", HostPort.parse("127.0.0.1:9081"),
          "metrics", HostPort.parse("127.0.0.1:9091"));

  /** What was written, with the defaults for what was not. */
  static Map<String, HostPort> complete(@Nullable Map<String, HostPort> written) {
    Map<String, HostPort> all = new TreeMap<>(DEFAULTS);
    if (written != null) {
      for (String name : written.keySet()) {
        if (!DEFAULTS.containsKey(name)) {
          throw new ConfigFault(
              "listener." + name,
              "unknown key '" + name + "'; known here: public, admin, probes, metrics");
        }
      }
      all.putAll(written);
    }
    return Map.copyOf(all);
  }

  static ListenerConfig of(Map<String, HostPort> complete) {
    return new ListenerConfig(
        Objects.requireNonNull(complete.get("public")),
        Objects.requireNonNull(complete.get("admin")),
        Objects.requireNonNull(complete.get("probes")),
        Objects.requireNonNull(complete.get("metrics")));
  }
}
