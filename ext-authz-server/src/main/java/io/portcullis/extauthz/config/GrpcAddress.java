package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.portcullis.kit.config.HostPort;
import java.nio.file.Path;

/** Where Envoy finds the server. */
public sealed interface GrpcAddress {
  /** The longest path that fits into {@code sockaddr_un}, less the ending of a temporary name. */
  int MAX_PATH_BYTES = 100;

  /** A port. */
  record Tcp(HostPort address) implements GrpcAddress {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** A Unix socket; its directory must exist. */
  record UnixSocket(Path path) implements GrpcAddress {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /** Reads {@code unix:///path} or {@code host:port}. */
  @JsonCreator
  static GrpcAddress parse(String text) {
    if (!text.startsWith("unix:")) {
      return new Tcp(HostPort.parse(text));
    }
    String path = text.replaceFirst("^unix:(//)?", "");
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a socket; write it like unix:///run/portcullis/authz.sock");
    }
    if (path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long for a Unix socket; allowed: " + MAX_PATH_BYTES + " bytes");
    }
    return new UnixSocket(Path.of(path));
  }
}
