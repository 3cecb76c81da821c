package io.portcullis.token.session;

/** Why a refresh is refused; the client hears {@code invalid_grant} in every case. */
public enum RefusalReason {
  /** Not a refresh token of ours by its form. */
  MALFORMED,
  /** The tag is not ours: nobody's session is touched. */
  FORGED,
  /** Its key is withdrawn; whatever it was worth, its user has to log in again. */
  KEY_WITHDRAWN,
  /** No such session. */
  UNKNOWN_SESSION,
  /** Revoked or logged out. */
  ENDED,
  /** Past its idle or absolute limit. */
  EXPIRED,
  /** The token belongs to another client. */
  OTHER_CLIENT,
  /** A generation that the table has not reached: it was restored from a backup. Alarm. */
  GENERATION_AHEAD
}
