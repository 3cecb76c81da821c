package io.portcullis.kit.redis;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.config.ConfigFault;
import io.portcullis.kit.config.Secret;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code redis} block of both servers' configuration.
 *
 * @param nodes {@code redis://host:port} or {@code rediss://host:port}
 * @param tls for {@code rediss://}
 * @param username of Redis's ACL; empty for the default user
 * @param passwordFile empty for none
 */
public record RedisConfig(List<URI> nodes, Tls tls, String username, Path passwordFile) {
  /**
   * How a TLS connection is trusted.
   *
   * @param caFile certificates, PEM; null for the system's
   */
  public record Tls(@Nullable Path caFile) {}

  /** No node, no password. */
  public RedisConfig {
    nodes = ConfigCheck.or(nodes, List.of());
    username = ConfigCheck.or(username, "");
    passwordFile = ConfigCheck.or(passwordFile, Path.of(""));
    for (int i = 0; i < nodes.size(); i++) {
      refuseOther(nodes.get(i), i);
    }
  }

  /**
   * Reads the secret.
   *
   * @param key the configuration key of this block, for the sentence
   */
  public RedisSettings settings(String key) throws StartupException {
    if (tls.caFile() != null && !Files.isReadable(tls.caFile())) {
      throw new StartupException(
          key + ".tls.ca_file: the file " + tls.caFile() + " cannot be read");
    }
    Secret password =
        passwordFile.toString().isEmpty()
            ? Secret.of("")
            : SecretFile.read(key + ".password_file", passwordFile);
    return new RedisSettings(nodes, username, password, tls.caFile());
  }

  private static void refuseOther(URI node, int index) {
    boolean scheme = "redis".equals(node.getScheme()) || "rediss".equals(node.getScheme());
    boolean bare = node.getUserInfo() == null && String.valueOf(node.getPath()).length() <= 1;
    if (!scheme || !bare || node.getHost() == null) {
      throw new ConfigFault(
          "nodes[" + index + "]",
          "'"
              + node.getScheme()
              + "://…' is not a node; write it like redis://127.0.0.1:7000, without a password");
    }
  }
}
