package io.portcullis.extauthz.jwt;

/** What verifying a signature gave. */
public enum SignatureResult {
  GOOD,
  BAD,
  /** Not verified: there was no place for the work. */
  BUSY
}
