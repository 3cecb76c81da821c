package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import io.portcullis.kit.config.IpNetwork;
import java.nio.file.Path;
import java.util.List;

/**
 * How clients of the public listener show a certificate (RFC 8705).
 *
 * @param from who took it
 * @param caFile who may sign the certificates of {@code tls_client_auth}, PEM; empty where there is
 *     no such client
 * @param proxies whose {@code X-Forwarded-Client-Cert} is believed
 */
public record ClientCertificateConfig(Source from, Path caFile, List<IpNetwork> proxies) {
  private static final Path NONE = Path.of("");

  /** Who took it. */
  public enum Source {
    /** Nobody: certificates are not asked for. */
    NONE,
    /** The listener itself, by TLS. */
    TLS,
    /** Envoy before it, which writes it into {@code X-Forwarded-Client-Cert}. */
    XFCC
  }

  public ClientCertificateConfig {
    from = or(from, Source.NONE);
    caFile = or(caFile, NONE);
    proxies = or(proxies, List.of());
    that(
        from != Source.XFCC || !proxies.isEmpty(),
        "proxies",
        "must name your own proxies where from is xfcc, for anybody could write the header");
    that(from == Source.XFCC || proxies.isEmpty(), "proxies", "is only for from: xfcc");
    that(
        from != Source.NONE || caFile.equals(NONE),
        "ca_file",
        "is only for from: tls and from: xfcc");
  }

  /** Whether there may be clients of {@code tls_client_auth}. */
  public boolean hasCa() {
    return !caFile.equals(NONE);
  }
}
