package io.portcullis.extauthz.jwt;

/** What a token is bound to by {@code cnf}, RFC 7800. */
public enum Confirmation {
  /** Nothing: whoever bears the token may use it. */
  NONE,
  /** A DPoP key, {@code jkt}, RFC 9449 6. */
  DPOP_KEY,
  /** A client certificate, {@code x5t#S256}, RFC 8705 3, or something unknown. */
  OTHER
}
