package io.portcullis.token.client;

import com.nimbusds.jose.util.X509CertUtils;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate whose private key the caller holds, as TLS has proved; who signed it is not judged.
 *
 * @param chain the caller's own first, then what it sent besides, in no order
 */
public record ClientCertificate(List<X509Certificate> chain) {
  public ClientCertificate {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain begins with a certificate");
    }
    chain = List.copyOf(chain);
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /** {@code x5t#S256} (RFC 8705 section 3.1). */
  public String thumbprint() {
    return X509CertUtils.computeSHA256Thumbprint(own()).toString();
  }

  @Override
  public String toString() {
    return "ClientCertificate[" + thumbprint() + "]";
  }
}
