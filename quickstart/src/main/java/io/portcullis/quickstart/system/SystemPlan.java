package io.portcullis.quickstart.system;

import java.nio.file.Path;

/**
 * What to start, and where.
 *
 * @param ports the ports of all parts
 * @param folder where configuration, keys and logs go
 * @param policies the {@code policies} and {@code drain} blocks of the ext-authz-server
 */
public record SystemPlan(Ports ports, Path folder, String policies) {

  /** The policies that the demo's routes name. */
  public static final String DEMO_POLICIES =
      """
      policies:
        default: {max_staleness: 60s, on_stale: unavailable}
        payments: {require_scopes: [pay], max_staleness: 10s, on_stale: unauthorized}
        catalog: {max_staleness: unlimited}
        public: {anonymous: true}
      drain: {delay: 100ms, timeout: 2s}
      """;
}
