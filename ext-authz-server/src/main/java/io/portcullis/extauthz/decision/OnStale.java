package io.portcullis.extauthz.decision;

/** What a policy answers when the revocation state is too old to say yes. */
public enum OnStale {
  /** 503: try again soon. */
  UNAVAILABLE,
  /** 401: fetch a new token, whose own age proves more than the state does. */
  UNAUTHORIZED
}
