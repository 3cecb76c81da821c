package io.portcullis.token.session;

/** A session and its first refresh token. */
public record OpenedSession(Session session, RefreshToken refreshToken) {}
