package io.portcullis.token.session;

import java.util.List;

/**
 * What opens a session.
 *
 * @param sessionStartMillis {@code sst} := max(now, every revoked-after time that could cover it +
 *     1), Unix milliseconds
 * @param authenticatedAtMillis when the user was authenticated, Unix milliseconds
 */
public record NewSession(
    String tenant,
    String userId,
    String clientId,
    List<String> scopes,
    String audience,
    List<String> amr,
    long sessionStartMillis,
    long authenticatedAtMillis,
    Device device) {}
