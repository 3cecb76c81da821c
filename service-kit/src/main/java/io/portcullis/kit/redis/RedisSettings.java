package io.portcullis.kit.redis;

import io.portcullis.kit.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis.
 *
 * @param nodes {@code redis://host:port} or {@code rediss://host:port} (TLS); for a cluster some of
 *     its nodes, the others are found by asking
 * @param username of Redis's ACL; empty for the default user
 * @param password empty for none
 * @param caFile certificates to trust for TLS, PEM; null for the system's
 */
public record RedisSettings(
    List<URI> nodes, String username, Secret password, @Nullable Path caFile) {
  /** Keeps its own list. */
  public RedisSettings {
    nodes = List.copyOf(nodes);
  }

  /** Without a user, a password and TLS. */
  public static RedisSettings of(List<URI> nodes) {
    return new RedisSettings(nodes, "", Secret.of(""), null);
  }
}
