package io.portcullis.token.session;

/** A refresh token as the client gets it. */
public record RefreshToken(String value) {
  /** Never the token. */
  @Override
  public String toString() {
    return "***";
  }
}
