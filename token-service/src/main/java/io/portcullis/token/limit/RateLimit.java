package io.portcullis.token.limit;

import java.util.Locale;

/** What is limited, each for itself and for each caller. */
public enum RateLimit {
  /** Logins from one address, right or wrong. */
  LOGIN_PER_ADDRESS,
  /** Logins by one e-mail address, whether it is known or not. */
  LOGIN_PER_USER,
  /** Logins by one e-mail address from one device from which it has succeeded before. */
  LOGIN_PER_DEVICE,
  /** Rotations of one session's refresh token. */
  REFRESH_PER_SESSION,
  /** Refreshes of one session that are signed for, repeats included. */
  REFRESH_REPEATS_PER_SESSION,
  /** Refresh tokens of keys that are not kept here, from whomever: each costs a read. */
  REFRESH_OF_UNKNOWN_KEY,
  /** Calls of a revocation endpoint by one caller. */
  REVOKE_PER_CALLER,
  /** Interactions begun from one address, and requests that public clients push from there. */
  BEGIN_PER_ADDRESS,
  /** Calls of the browsers' logout from one address. */
  LOGOUT_PER_ADDRESS;

  /**
   * Whether all instances count together. What each has for itself, KMS signatures and reads, each
   * shares out for itself: that costs no question to Redis, and no instance waits for another.
   */
  boolean isShared() {
    return switch (this) {
      case LOGIN_PER_ADDRESS,
          LOGIN_PER_USER,
          LOGIN_PER_DEVICE,
          REFRESH_PER_SESSION,
          REVOKE_PER_CALLER,
          BEGIN_PER_ADDRESS,
          LOGOUT_PER_ADDRESS ->
          true;
      case REFRESH_REPEATS_PER_SESSION, REFRESH_OF_UNKNOWN_KEY -> false;
    };
  }

  /** Its name in metrics, in keys, and to callers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
