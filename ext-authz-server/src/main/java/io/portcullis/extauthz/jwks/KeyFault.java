package io.portcullis.extauthz.jwks;

/** Why a published key is not used. */
public enum KeyFault {
  NOT_AN_OBJECT,
  KID_MISSING_OR_TOO_LONG,
  /** Two different keys under one id: which one was meant is not ours to guess. */
  KID_AMBIGUOUS,
  /** The same key once more; the first one is used. */
  KID_REPEATED,
  KEY_TYPE_UNSUPPORTED,
  /** RFC 7517 9.3: a public set has no business with symmetric or private members. */
  PRIVATE_OR_SYMMETRIC,
  NOT_FOR_SIGNATURES,
  ALGORITHM_MISMATCH,
  MEMBER_MALFORMED,
  POINT_OFF_CURVE,
  /** An Ed25519 point of order at most 8 accepts signatures that nobody made. */
  POINT_SMALL_ORDER,
  MODULUS_SIZE,
  MODULUS_EVEN,
  /** CVE-2017-15361: primes of a structure that can be factored. */
  MODULUS_ROCA,
  EXPONENT,
}
