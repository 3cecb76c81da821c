package io.portcullis.extauthz.jwt;

import java.util.List;

/**
 * Judges the claims that depend on us and on the moment: RFC 7519 4.1, RFC 8725 3.8 to 3.12. Cheap
 * enough to be asked at every check, so that nothing of it is ever taken from a cache.
 */
final class ClaimsValidator {
  /** The answer; expiry is told apart because a client can do something about it. */
  enum Finding {
    GOOD,
    EXPIRED,
    WRONG_AUDIENCE,
    NOT_YET_VALID,
    BAD_LIFE
  }

  private ClaimsValidator() {}

  static Finding judge(ProvenToken token, IssuerSettings settings, long nowMillis) {
    return judge(
        token.audiences(),
        token.token().issuedAtSeconds(),
        token.token().expiresAtSeconds(),
        token.notBeforeSeconds(),
        settings,
        nowMillis);
  }

  static Finding judge(TokenClaims claims, IssuerSettings settings, long nowMillis) {
    return judge(
        claims.audiences(),
        claims.issuedAtSeconds(),
        claims.expiresAtSeconds(),
        claims.notBeforeSeconds(),
        settings,
        nowMillis);
  }

  private static Finding judge(
      List<String> audiences,
      long issuedAtSeconds,
      long expiresAtSeconds,
      long notBeforeSeconds,
      IssuerSettings settings,
      long nowMillis) {
    long latestStartMillis = nowMillis + settings.leewayMillis();
    // No difference of the two can overflow: both fit as milliseconds.
    long lifeSeconds = expiresAtSeconds - issuedAtSeconds;
    if (issuedAtSeconds < 0 || lifeSeconds < 0 || lifeSeconds > settings.maxTokenLifeSeconds()) {
      return Finding.BAD_LIFE;
    }
    if (!containsAny(settings, audiences)) {
      return Finding.WRONG_AUDIENCE;
    }
    if (issuedAtSeconds * 1000 > latestStartMillis
        || (notBeforeSeconds != Long.MIN_VALUE && notBeforeSeconds * 1000 > latestStartMillis)) {
      return Finding.NOT_YET_VALID;
    }
    return nowMillis < expiresAtSeconds * 1000 + settings.leewayMillis()
        ? Finding.GOOD
        : Finding.EXPIRED;
  }

  private static boolean containsAny(IssuerSettings settings, List<String> audiences) {
    for (int i = 0; i < audiences.size(); i++) {
      if (settings.audiences().contains(audiences.get(i))) {
        return true;
      }
    }
    return false;
  }
}
