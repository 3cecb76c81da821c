package io.portcullis.token.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A session as the token service knows it.
 *
 * @param sid 128 random bits, base64url; the {@code sid} claim
 * @param tenant {@code tid}
 * @param userId {@code sub}
 * @param clientId the client that may refresh it
 * @param scopes granted scopes
 * @param audience {@code aud} of its access tokens
 * @param amr how the user was authenticated (RFC 8176)
 * @param sessionStartMillis {@code sst}, Unix milliseconds; never changes
 * @param authenticatedAtMillis when the user was authenticated, Unix milliseconds, if that is known
 * @param idleExpiryMillis ends then unless it is refreshed before, Unix milliseconds
 * @param absoluteExpiryMillis ends then, Unix milliseconds; no rotation moves it
 * @param lastSeenMillis last rotation or the opening, Unix milliseconds
 * @param device where it was opened
 * @param login the browser's login that it ends with, if any
 * @param outlivedLogin the browser's login that it came of and does not end with: offline ones
 */
public record Session(
    String sid,
    String tenant,
    String userId,
    String clientId,
    List<String> scopes,
    String audience,
    List<String> amr,
    long sessionStartMillis,
    OptionalLong authenticatedAtMillis,
    long idleExpiryMillis,
    long absoluteExpiryMillis,
    long lastSeenMillis,
    Device device,
    Optional<String> login,
    Optional<String> outlivedLogin) {
  /** {@code auth_time} (OpenID Connect Core section 2), if it is known. */
  public Optional<Long> authTimeSeconds() {
    return authenticatedAtMillis.isPresent()
        ? Optional.of(Math.floorDiv(authenticatedAtMillis.getAsLong(), 1000L))
        : Optional.empty();
  }

  /** The browser's login that it came of, whether it ends with it or not. */
  public Optional<String> cameOf() {
    return login.or(() -> outlivedLogin);
  }
}
