package io.portcullis.token.session;

import java.time.Duration;
import java.util.Optional;

/** Whose a presented refresh token is, before anything is written. */
public sealed interface PresentedToken {
  /**
   * It was made for this session, which lives; whether it is still good is for the rotation.
   *
   * @param current the one token that can go on, where another call has rotated this one and its
   *     grace lasts: then there is nothing left to decide
   */
  record Genuine(Session session, Optional<RefreshToken> current) implements PresentedToken {}

  /** {@code invalid_grant}; nothing else happens. */
  record Refused(RefusalReason reason) implements PresentedToken {}

  /** Nothing is known of it; 503 with {@code Retry-After}, never {@code invalid_grant}. */
  record Unavailable(Duration retryAfter) implements PresentedToken {}
}
