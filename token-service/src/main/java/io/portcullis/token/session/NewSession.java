package io.portcullis.token.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What opens a session.
 *
 * @param sessionStartMillis {@code sst} := max(now, every revoked-after time that could cover it +
 *     1), Unix milliseconds
 * @param authenticatedAtMillis when the user was authenticated, Unix milliseconds, if that is known
 * @param login the browser's login that it ends with, if any
 * @param outlivedLogin the browser's login that it came of and does not end with: offline ones
 */
public record NewSession(
    String tenant,
    String userId,
    String clientId,
    List<String> scopes,
    String audience,
    List<String> amr,
    long sessionStartMillis,
    OptionalLong authenticatedAtMillis,
    Device device,
    Optional<String> login,
    Optional<String> outlivedLogin) {
  /** A session that no browser's login began. */
  public NewSession(
      String tenant,
      String userId,
      String clientId,
      List<String> scopes,
      String audience,
      List<String> amr,
      long sessionStartMillis,
      long authenticatedAtMillis,
      Device device) {
    this(
        tenant,
        userId,
        clientId,
        scopes,
        audience,
        amr,
        sessionStartMillis,
        OptionalLong.of(authenticatedAtMillis),
        device,
        Optional.empty(),
        Optional.empty());
  }
}
