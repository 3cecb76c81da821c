package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import java.util.List;

/** Tokens as the checker gets them. */
final class Tokens {
  static final long START = 1_800_000_000_000L;

  private Tokens() {}

  /** Of our own issuer, issued at {@link #START}. */
  static VerifiedToken ofSession(String sessionId) {
    return token(sessionId, START, START / 1_000, true);
  }

  /** Of an issuer whose {@code iat} proves nothing. */
  static VerifiedToken foreign(String sessionId) {
    return token(sessionId, START, START / 1_000, false);
  }

  static VerifiedToken issuedAt(long issuedAtSeconds) {
    return token("sid-0", START, issuedAtSeconds, true);
  }

  static VerifiedToken startedAt(long sessionStartMillis) {
    return token("sid-0", sessionStartMillis, sessionStartMillis / 1_000, true);
  }

  /** Of another user, of an issuer whose {@code iat} proves nothing. */
  static VerifiedToken ofUser(String user) {
    VerifiedToken one = foreign("sid-" + user);
    return new VerifiedToken(
        one.issuer(),
        one.keyId(),
        user,
        one.tokenId(),
        one.sessionId(),
        one.tenant(),
        one.clientId(),
        one.scopes(),
        one.issuedAtSeconds(),
        one.expiresAtSeconds(),
        one.sessionStartMillis(),
        one.mintedAfterRead());
  }

  /** The same user and session of another issuer. */
  static VerifiedToken ofIssuer(String issuer, String sessionId) {
    return token(issuer, sessionId, START, START / 1_000, 300, true);
  }

  /** Of a life of so many seconds. */
  static VerifiedToken living(long seconds) {
    return token(TruthLog.ISSUER, "sid-0", START, START / 1_000, seconds, true);
  }

  private static VerifiedToken token(
      String sessionId, long sessionStartMillis, long issuedAtSeconds, boolean mintedAfterRead) {
    return token(
        TruthLog.ISSUER, sessionId, sessionStartMillis, issuedAtSeconds, 300, mintedAfterRead);
  }

  private static VerifiedToken token(
      String issuer,
      String sessionId,
      long sessionStartMillis,
      long issuedAtSeconds,
      long lifeSeconds,
      boolean mintedAfterRead) {
    return new VerifiedToken(
        issuer,
        "key-1",
        "user-1",
        "jti-" + sessionId,
        sessionId,
        "default",
        "client-1",
        List.of("read"),
        issuedAtSeconds,
        issuedAtSeconds + lifeSeconds,
        sessionStartMillis,
        mintedAfterRead);
  }
}
