package io.portcullis.token.issuance;

import io.portcullis.token.session.RefreshToken;
import java.util.Optional;

/**
 * What a client gets for a session.
 *
 * @param refreshToken nothing for a client that may not refresh
 * @param idToken JWT (OpenID Connect Core section 2), where {@code openid} was granted
 * @param sid the session they belong to
 */
public record IssuedTokens(
    IssuedAccessToken access,
    Optional<RefreshToken> refreshToken,
    Optional<String> idToken,
    String sid) {
  /** With the refresh token, known only once it is rotated. */
  IssuedTokens with(RefreshToken refresh) {
    return new IssuedTokens(access, Optional.of(refresh), idToken, sid);
  }

  @Override
  public String toString() {
    return "IssuedTokens[" + sid + "]";
  }
}
