package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Revocations in plain sets and maps, of an age that is set by hand. */
public final class RevokedIds implements RevocationChecker {
  private final Set<String> exact = new HashSet<>();
  private final Map<String, Long> cutoffsMillis = new HashMap<>();
  private long ageMillis;
  private long maxTokenLifeMillis = Long.MAX_VALUE;

  public void revokeToken(String tokenId) {
    exact.add("token " + tokenId);
  }

  public void revokeSession(String sessionId) {
    exact.add("session " + sessionId);
  }

  public void revokeKey(String keyId) {
    exact.add("key " + keyId);
  }

  public void revokeUser(String subject, long notAfterMillis) {
    cutoffsMillis.merge("user " + subject, notAfterMillis, Math::max);
  }

  public void revokeTenant(String tenant, long notAfterMillis) {
    cutoffsMillis.merge("tenant " + tenant, notAfterMillis, Math::max);
  }

  public void revokeClient(String clientId, long notAfterMillis) {
    cutoffsMillis.merge("client " + clientId, notAfterMillis, Math::max);
  }

  public void keepsEntriesForLivesUpTo(long millis) {
    maxTokenLifeMillis = millis;
  }

  public void ageIs(long millis) {
    ageMillis = millis;
  }

  @Override
  public RevocationStatus check(VerifiedToken token) {
    if ((token.expiresAtSeconds() - token.issuedAtSeconds()) * 1_000 > maxTokenLifeMillis) {
      return new OutlivesLog();
    }
    if (exact.contains("token " + token.tokenId())) {
      return new Revoked(RevocationType.TOKEN);
    }
    if (exact.contains("session " + token.sessionId())) {
      return new Revoked(RevocationType.SESSION);
    }
    if (exact.contains("key " + token.keyId())) {
      return new Revoked(RevocationType.KEY);
    }
    if (cutOff("user " + token.subject(), token)) {
      return new Revoked(RevocationType.USER);
    }
    if (cutOff("tenant " + token.tenant(), token)) {
      return new Revoked(RevocationType.TENANT);
    }
    if (cutOff("client " + token.clientId(), token)) {
      return new Revoked(RevocationType.CLIENT);
    }
    return new NotRevoked(ageMillis);
  }

  private boolean cutOff(String what, VerifiedToken token) {
    return token.sessionStartMillis() <= cutoffsMillis.getOrDefault(what, Long.MIN_VALUE);
  }
}
