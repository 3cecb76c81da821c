package io.portcullis.token.revocation;

/**
 * What was revoked at large, read strongly.
 *
 * @param latestMillis the latest T that covers the user, tenant or client: sessions with {@code
 *     sst} at or before it are over; 0 when there is none
 * @param keyRevoked whether the signing key is revoked
 * @param tokenRevoked whether the one token that was asked for is revoked
 */
public record Cutoffs(long latestMillis, boolean keyRevoked, boolean tokenRevoked) {
  /** Where no token was asked for. */
  public Cutoffs(long latestMillis, boolean keyRevoked) {
    this(latestMillis, keyRevoked, false);
  }

  /** {@code sst} of a session that starts now: after every T that could cover it. */
  public long sessionStart(long nowMillis) {
    return Math.max(nowMillis, latestMillis + 1);
  }

  /** Whether a session that started then is over. */
  public boolean cover(long sessionStartMillis) {
    return sessionStartMillis <= latestMillis;
  }
}
