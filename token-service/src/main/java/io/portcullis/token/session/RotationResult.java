package io.portcullis.token.session;

import java.time.Duration;

/** What a presented refresh token is worth. */
public sealed interface RotationResult {
  /** This call rotated the token. */
  record Rotated(Session session, RefreshToken refreshToken) implements RotationResult {}

  /** The client's tokens are not rotated: this is the presented one, good as before. */
  record Kept(Session session, RefreshToken refreshToken) implements RotationResult {}

  /** A retry: another call has rotated, this is the one token that can go on. Nothing written. */
  record Replayed(Session session, RefreshToken refreshToken) implements RotationResult {}

  /** {@code invalid_grant}; nothing else happens. */
  record Refused(RefusalReason reason) implements RotationResult {}

  /**
   * A genuine old token outside the grace: somebody has a copy. The caller ends this session and
   * audits; until then nothing has happened.
   */
  record Reused(Session session, long presentedGeneration, long currentGeneration)
      implements RotationResult {}

  /** Nothing is known of the token; 503 with {@code Retry-After}, never {@code invalid_grant}. */
  record Unavailable(Duration retryAfter) implements RotationResult {}
}
