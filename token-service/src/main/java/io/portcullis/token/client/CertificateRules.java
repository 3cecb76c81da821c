package io.portcullis.token.client;

import java.util.Optional;

/**
 * What a client's certificates are for (RFC 8705).
 *
 * @param name of the certificate by which it proves itself, signed by an authority that we trust
 *     ({@code tls_client_auth})
 * @param selfSigned whether it proves itself by a certificate for one of its registered keys
 *     ({@code self_signed_tls_client_auth})
 * @param boundTokens whether its access tokens are good only beside the certificate that it showed
 *     ({@code tls_client_certificate_bound_access_tokens})
 */
public record CertificateRules(
    Optional<CertificateName> name, boolean selfSigned, boolean boundTokens) {
  /** Those of a client that needs no certificate. */
  public static final CertificateRules NONE = new CertificateRules(Optional.empty(), false, false);

  public CertificateRules {
    if (name.isPresent() && selfSigned) {
      throw new IllegalArgumentException(
          "a client is either of tls_client_auth or of self_signed_tls_client_auth");
    }
  }

  /** Whether it proves itself by a certificate and nothing else. */
  public boolean authenticate() {
    return name.isPresent() || selfSigned;
  }
}
