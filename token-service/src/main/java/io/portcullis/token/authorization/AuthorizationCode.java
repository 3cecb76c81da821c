package io.portcullis.token.authorization;

import io.portcullis.token.session.Device;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an authorization code stands for (RFC 6749 section 4.1.2). The code itself is kept by nobody
 * but its client.
 *
 * @param id SHA-256 of the code, hexadecimal
 * @param redirectUri where it was sent
 * @param loginId the browser's login by which it was issued
 * @param codeChallenge S256 (RFC 7636)
 * @param authorizedAtMillis after every revoked-after time that could cover it, Unix milliseconds:
 *     the start of its session, so that each later revocation covers that
 * @param authenticatedAtMillis {@code auth_time}, Unix milliseconds, if it is known
 * @param expiryMillis it works no longer, Unix milliseconds
 * @param device the browser in which it was issued
 * @param usedBy the session it was exchanged for
 */
public record AuthorizationCode(
    String id,
    String clientId,
    URI redirectUri,
    String tenant,
    String userId,
    String loginId,
    List<String> scopes,
    String audience,
    String codeChallenge,
    Optional<String> nonce,
    List<String> amr,
    long authorizedAtMillis,
    OptionalLong authenticatedAtMillis,
    long expiryMillis,
    Device device,
    Optional<String> usedBy) {
  public AuthorizationCode {
    scopes = List.copyOf(scopes);
    amr = List.copyOf(amr);
  }

  /** Whether its session outlives the browser's login (OpenID Connect Core section 11). */
  public boolean offline() {
    return scopes.contains("offline_access");
  }

  @Override
  public String toString() {
    return "AuthorizationCode[" + clientId + "]";
  }
}
