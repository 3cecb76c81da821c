package io.portcullis.token.issuance;

import io.portcullis.token.session.RefreshToken;
import java.util.List;

/**
 * What a client gets.
 *
 * @param accessToken JWT (RFC 9068)
 * @param lifeSeconds until the access token expires
 * @param scopes of the access token
 * @param sid the session they belong to
 */
public record IssuedTokens(
    String accessToken,
    long lifeSeconds,
    List<String> scopes,
    RefreshToken refreshToken,
    String sid) {
  public IssuedTokens {
    scopes = List.copyOf(scopes);
  }

  @Override
  public String toString() {
    return "IssuedTokens[" + sid + "]";
  }
}
