package io.portcullis.token.http;

import io.helidon.common.socket.PeerInfo;
import io.portcullis.kit.config.IpNetwork;
import io.portcullis.token.client.ClientCertificate;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** Where a caller's certificate is found. */
sealed interface CertificateSource {
  /**
   * What this caller showed.
   *
   * @param forwarded all values of {@code X-Forwarded-Client-Cert}
   */
  PeerCertificate of(PeerInfo peer, List<String> forwarded);

  /** Nowhere: the header is anybody's. */
  record None() implements CertificateSource {
    @Override
    public PeerCertificate of(PeerInfo peer, List<String> forwarded) {
      return new PeerCertificate.None();
    }
  }

  /** In the connection itself: the header is anybody's. */
  record Tls() implements CertificateSource {
    @Override
    public PeerCertificate of(PeerInfo peer, List<String> forwarded) {
      List<X509Certificate> chain =
          Arrays.stream(peer.tlsCertificates().orElse(new Certificate[0]))
              .map(X509Certificate.class::cast)
              .toList();
      return chain.isEmpty()
          ? new PeerCertificate.None()
          : new PeerCertificate.Shown(new ClientCertificate(chain));
    }
  }

  /**
   * In the header, where one of these wrote it.
   *
   * @param proxies each of which replaces what its caller wrote there
   */
  record Forwarded(List<IpNetwork> proxies) implements CertificateSource {
    @Override
    public PeerCertificate of(PeerInfo peer, List<String> forwarded) {
      return peer.address() instanceof InetSocketAddress address
              && proxies.stream().anyMatch(proxy -> proxy.contains(address.getAddress()))
          ? ForwardedCertificate.parse(forwarded)
          : new PeerCertificate.None();
    }
  }
}
