package io.portcullis.token.http;

import io.portcullis.kit.config.IpNetwork;
import java.util.List;
import java.util.Optional;

/**
 * How callers reach a listener.
 *
 * @param tls none where a proxy ends it, or where nobody else can listen
 */
public record Transport(Optional<ListenerTls> tls, CertificateSource certificates) {
  /** In the clear, and without any caller's certificate. */
  public static Transport plain() {
    return of(Optional.empty());
  }

  /** Without any caller's certificate. */
  public static Transport of(Optional<ListenerTls> tls) {
    return new Transport(tls, new CertificateSource.None());
  }

  /** With the certificates that callers show to this listener itself. */
  public static Transport withCertificates(ListenerTls tls) {
    return new Transport(Optional.of(tls), new CertificateSource.Tls());
  }

  /** With the certificates that these proxies say their callers showed. */
  public static Transport behind(List<IpNetwork> proxies, Optional<ListenerTls> tls) {
    return new Transport(tls, new CertificateSource.Forwarded(proxies));
  }
}
