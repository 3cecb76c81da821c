package io.portcullis.extauthz.jwks;

/** What a key verifies. RFC 8725 3.1: the algorithm belongs to the key, never to the token. */
public enum KeyAlgorithm {
  /** ECDSA on P-256 with SHA-256, RFC 7518 3.4. */
  ES256,
  /** Ed25519, RFC 8037 and RFC 9864; {@code EdDSA} in older tokens and keys. */
  ED25519,
  /** RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 3.3. */
  RS256
}
