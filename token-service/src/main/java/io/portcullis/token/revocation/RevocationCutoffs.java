package io.portcullis.token.revocation;

/**
 * Revoked-after times and revoked keys of our own issuer, which never expire, and its revoked
 * tokens while any could live.
 */
public interface RevocationCutoffs {
  /**
   * Reads strongly what could cover a session. What is empty is not asked for.
   *
   * @param userId empty for a client's own session
   * @param keyId {@code kid} that would sign, or has signed
   * @param tokenId {@code jti} of a token to be judged
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when nothing is known
   */
  Cutoffs read(String tenant, String userId, String clientId, String keyId, String tokenId);

  /** As above, where there is no token yet. */
  default Cutoffs read(String tenant, String userId, String clientId, String keyId) {
    return read(tenant, userId, clientId, keyId, "");
  }

  /**
   * As {@link #read} without a key, only the time.
   *
   * @return T in Unix milliseconds, 0 when there is none
   */
  default long latest(String tenant, String userId, String clientId) {
    return read(tenant, userId, clientId, "").latestMillis();
  }
}
