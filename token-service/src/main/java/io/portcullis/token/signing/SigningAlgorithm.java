package io.portcullis.token.signing;

import com.nimbusds.jose.JWSAlgorithm;

/** What a key of ours signs with. */
public enum SigningAlgorithm {
  ES256,
  /** RFC 9864; what {@code EdDSA} used to mean. */
  ED25519,
  /** RFC 9068 section 4 and OpenID Connect Discovery section 3 demand it of every server. */
  RS256;

  JWSAlgorithm jws() {
    return switch (this) {
      case ES256 -> JWSAlgorithm.ES256;
      case ED25519 -> JWSAlgorithm.Ed25519;
      case RS256 -> JWSAlgorithm.RS256;
    };
  }

  /** The name by which Java's security providers know it. */
  String jca() {
    return switch (this) {
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ED25519 -> "Ed25519";
      case RS256 -> "SHA256withRSA";
    };
  }
}
