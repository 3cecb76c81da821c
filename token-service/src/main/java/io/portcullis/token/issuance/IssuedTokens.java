package io.portcullis.token.issuance;

import io.portcullis.token.session.RefreshToken;

/**
 * What a client gets for a session.
 *
 * @param sid the session they belong to
 */
public record IssuedTokens(IssuedAccessToken access, RefreshToken refreshToken, String sid) {
  @Override
  public String toString() {
    return "IssuedTokens[" + sid + "]";
  }
}
