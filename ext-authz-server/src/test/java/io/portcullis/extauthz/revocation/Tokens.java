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

  private static VerifiedToken token(
      String sessionId, long sessionStartMillis, long issuedAtSeconds, boolean mintedAfterRead) {
    return new VerifiedToken(
        TruthLog.ISSUER,
        "key-1",
        "user-1",
        "jti-" + sessionId,
        sessionId,
        "default",
        "client-1",
        List.of("read"),
        issuedAtSeconds,
        issuedAtSeconds + 300,
        sessionStartMillis,
        mintedAfterRead);
  }
}
