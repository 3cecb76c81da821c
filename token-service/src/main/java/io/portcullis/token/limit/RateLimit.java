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
  /** Calls of a revocation endpoint by one caller. */
  REVOKE_PER_CALLER;

  /** Its name in metrics, in keys, and to callers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
