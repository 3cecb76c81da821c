package io.portcullis.token.session;

import java.time.Duration;

/** Whose a presented refresh token is, before anything is written. */
public sealed interface PresentedToken {
  /** It was made for this session, which lives; whether it is still good is for the rotation. */
  record Genuine(Session session) implements PresentedToken {}

  /** {@code invalid_grant}; nothing else happens. */
  record Refused(RefusalReason reason) implements PresentedToken {}

  /** Nothing is known of it; 503 with {@code Retry-After}, never {@code invalid_grant}. */
  record Unavailable(Duration retryAfter) implements PresentedToken {}
}
