package io.portcullis.extauthz.credential;

/** What a request shows of itself. */
public sealed interface Credential {
  /** One bearer token, not yet looked at. */
  record Bearer(String token) implements Credential {
    @Override
    public String toString() {
      return "Bearer[***]";
    }
  }

  /** No credential of a kind that is accepted. */
  record Absent() implements Credential {}

  /** More than one credential where one is allowed. */
  record Malformed() implements Credential {}
}
