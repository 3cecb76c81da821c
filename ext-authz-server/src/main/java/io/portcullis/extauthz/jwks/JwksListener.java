package io.portcullis.extauthz.jwks;

/** Watches the refreshing of keys; called on the refresher's thread. */
public interface JwksListener {
  /**
   * A fetch ended.
   *
   * @param detail what was wrong, for the log; empty when all is well
   */
  void refreshed(String issuer, RefreshOutcome outcome, String detail);

  /** A published key is not used. Reported at every fetch that brings it. */
  void keyRefused(String issuer, RefusedKey key);
}
