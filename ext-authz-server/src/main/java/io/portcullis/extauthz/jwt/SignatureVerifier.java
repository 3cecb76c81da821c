package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.VerificationKey;

/** Proves that the holder of a key signed some bytes. Never throws. */
@FunctionalInterface
public interface SignatureVerifier {
  /** Verifies by the algorithm of the key: RFC 8725 3.1 lets the token choose nothing. */
  SignatureResult verify(VerificationKey key, SignedBytes signed);
}
