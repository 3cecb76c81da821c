package io.portcullis.token.signing;

import java.util.List;
import java.util.Optional;

/**
 * An access token that we signed and that has not expired, with its claims.
 *
 * @param kid the key that signed it
 * @param jti its own id
 * @param sid its session; a client's own token is a session of its own and has none
 * @param tenant {@code tid}
 * @param subject {@code sub}; the client itself where there is no {@code sid}
 * @param sessionStartMillis {@code sst}
 * @param boundTo {@code x5t#S256} of the certificate beside which alone it is good (RFC 8705)
 * @param scopes none when the token names none
 */
public record VerifiedAccessToken(
    String kid,
    String jti,
    Optional<String> sid,
    String tenant,
    String subject,
    String clientId,
    Optional<String> boundTo,
    List<String> audience,
    List<String> scopes,
    long sessionStartMillis,
    long issuedAtSeconds,
    long expiresAtSeconds) {
  public VerifiedAccessToken {
    audience = List.copyOf(audience);
    scopes = List.copyOf(scopes);
  }

  @Override
  public String toString() {
    return "VerifiedAccessToken[" + jti + "]";
  }
}
