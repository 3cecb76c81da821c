package io.portcullis.extauthz.jwks;

/**
 * How a fetch of an issuer's keys ended. All but {@link #OK} leave the last good set in force,
 * until that is {@link KeySet#MAX_AGE} old.
 */
public enum RefreshOutcome {
  OK,
  /** No answer in time, no 200, too large, or no file. */
  UNAVAILABLE,
  /** Something that is no JWK Set. */
  UNREADABLE,
  /** A JWK Set without a usable key. */
  EMPTY,
  /** No fetch at all: the last good set has become too old, so that the issuer has no keys now. */
  ENDED
}
