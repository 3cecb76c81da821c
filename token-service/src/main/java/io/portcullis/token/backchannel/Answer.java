package io.portcullis.token.backchannel;

/** What came back for a logout token. */
sealed interface Answer {
  /** 200, or 204 as some frameworks make of it (section 2.8). */
  record Accepted() implements Answer {}

  /** 400: the request is invalid, or the logout failed (section 2.8). */
  record Refused() implements Answer {}

  /** There is nobody to tell. */
  record NoAddress() implements Answer {}

  /**
   * Anything else.
   *
   * @param why for the operator; names no address and no token
   */
  record Failed(String why) implements Answer {}
}
