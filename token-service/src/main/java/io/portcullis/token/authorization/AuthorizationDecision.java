package io.portcullis.token.authorization;

/** What an authorization request comes to. */
public sealed interface AuthorizationDecision {
  /**
   * The user lets the client in.
   *
   * @param code for the client and nobody else
   */
  record Granted(String code) implements AuthorizationDecision {
    @Override
    public String toString() {
      return "Granted[***]";
    }
  }

  /** First somebody must log in. */
  record LoginNeeded() implements AuthorizationDecision {}

  /** First the user who is logged in must agree. */
  record ConsentNeeded(BrowserLogin login) implements AuthorizationDecision {}
}
