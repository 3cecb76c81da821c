package io.portcullis.extauthz.revocation;

/** What the issuers themselves prove of their keys. */
@FunctionalInterface
public interface KeyProofSource {
  /**
   * This node's clock before the last fetch, past every cache, that found the key published: Unix
   * milliseconds, 0 if there is none. Both must come from one snapshot of the issuer's keys.
   */
  long provenAtMillis(String issuer, String keyId);
}
