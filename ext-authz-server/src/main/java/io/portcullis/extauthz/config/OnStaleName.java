package io.portcullis.extauthz.config;

/** What a policy answers when the revocation state is too old. */
public enum OnStaleName {
  UNAVAILABLE,
  UNAUTHORIZED
}
