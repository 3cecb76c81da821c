package io.portcullis.token.client;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Verifies that a certificate is the client's (RFC 8705 section 2). */
public final class ClientCertificateVerifier {
  /** {@code id-kp-clientAuth} and {@code anyExtendedKeyUsage} (RFC 5280 section 4.2.1.12). */
  private static final Set<String> FOR_CLIENTS = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

  private final CertificateAuthorities authorities;
  private final InstantSource clock;

  public ClientCertificateVerifier(CertificateAuthorities authorities, InstantSource clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

  /** Whether the caller that holds it is the client. */
  boolean verify(ClientCertificate certificate, Client client) {
    return isInTime(certificate.own())
        && isForClients(certificate.own())
        && (client.certificates().selfSigned()
            ? client.keys().filter(keys -> keys.certifiedBy(certificate.own())).isPresent()
            : isSignedFor(certificate, client));
  }

  private boolean isSignedFor(ClientCertificate certificate, Client client) {
    return client.certificates().name().filter(name -> name.isIn(certificate.own())).isPresent()
        && authorities.signed(certificate, clock);
  }

  // RFC 8705 2.2 leaves the dates of a self-signed one to us: they are its owner's own word.
  private boolean isInTime(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses == null || uses.stream().anyMatch(FOR_CLIENTS::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
