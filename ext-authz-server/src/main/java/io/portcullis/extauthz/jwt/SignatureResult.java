package io.portcullis.extauthz.jwt;

/** What verifying a signature gave. */
public enum SignatureResult {
  GOOD,
  BAD
}
