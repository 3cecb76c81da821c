package io.portcullis.token.client;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may sign the certificates of clients of {@code tls_client_auth}. They are judged here and not
 * by TLS: there a stranger would end the connection, and a self-signed one is nobody's.
 */
public final class CertificateAuthorities {
  private volatile Set<TrustAnchor> anchors = Set.of();

  /** These and no others from now on. */
  public void trust(List<X509Certificate> authorities) {
    anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether one of them signed it, directly or by what was sent besides (RFC 5280 section 6). */
  boolean signed(ClientCertificate certificate, InstantSource clock) {
    Set<TrustAnchor> trusted = anchors;
    if (trusted.isEmpty()) {
      return false;
    }
    X509CertSelector own = new X509CertSelector();
    own.setCertificate(certificate.own());
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, own);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(certificate.chain())));
      parameters.setDate(Date.from(clock.instant()));
      // Who issued it takes it back by letting it run out, or by ending the client here.
      parameters.setRevocationEnabled(false);
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (CertPathBuilderException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform builds paths by PKIX", e);
    }
  }
}
