package io.portcullis.token.session;

/**
 * Whose a session is.
 *
 * @param active whether nobody has ended it; it may have expired
 */
public record SessionOwner(String tenant, String userId, String clientId, boolean active) {}
