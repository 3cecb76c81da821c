package io.portcullis.token.signing;

/** How far a published key has come. One that is GONE is no longer there. */
public enum KeyState {
  /** Published, so that verifiers know it before it signs. */
  PENDING,
  /** Signs. */
  ACTIVE,
  /** Signs no more; published until the last token signed with it has expired. */
  RETIRING
}
