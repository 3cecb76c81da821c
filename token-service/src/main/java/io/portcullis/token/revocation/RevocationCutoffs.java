package io.portcullis.token.revocation;

/** Revoked-after times and revoked keys of our own issuer. They never expire. */
public interface RevocationCutoffs {
  /**
   * Reads strongly what could cover a session. What is empty is not asked for.
   *
   * @param userId empty for a client's own session
   * @param keyId {@code kid} that would sign
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when nothing is known
   */
  Cutoffs read(String tenant, String userId, String clientId, String keyId);

  /**
   * As {@link #read} without a key, only the time.
   *
   * @return T in Unix milliseconds, 0 when there is none
   */
  default long latest(String tenant, String userId, String clientId) {
    return read(tenant, userId, clientId, "").latestMillis();
  }
}
