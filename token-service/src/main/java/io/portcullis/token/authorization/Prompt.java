package io.portcullis.token.authorization;

/** What the client wants the user to be asked (OpenID Connect Core section 3.1.2.1). */
public enum Prompt {
  /** Nothing at all; an error instead of any page. */
  NONE,
  /** Who they are, even if they are logged in. */
  LOGIN,
  /** Whether they agree, even if they did before. */
  CONSENT,
  /** As whom: they may log in as somebody else. */
  SELECT_ACCOUNT
}
