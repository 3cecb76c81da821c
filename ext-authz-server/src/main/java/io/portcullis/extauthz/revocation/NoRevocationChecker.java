package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;

/** Mode {@code none}: the operator wants verification only, so nothing is revoked or stale. */
public final class NoRevocationChecker implements RevocationChecker {
  private static final RevocationStatus NOT_REVOKED = new RevocationStatus.NotRevoked(0);

  @Override
  public RevocationStatus check(VerifiedToken token) {
    return NOT_REVOKED;
  }
}
