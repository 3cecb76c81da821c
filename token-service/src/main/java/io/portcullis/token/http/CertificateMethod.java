package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;

/** How a client may prove itself by a certificate (RFC 8705 section 2). */
public enum CertificateMethod {
  /** By one that an authority signed. */
  PKI,
  /** By one for a registered key. */
  SELF_SIGNED;

  ClientAuthenticationMethod method() {
    return switch (this) {
      case PKI -> ClientAuthenticationMethod.TLS_CLIENT_AUTH;
      case SELF_SIGNED -> ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
    };
  }
}
