package io.portcullis.token.session;

/** A session and its first refresh token. */
public record SessionDraft(Session session, RefreshToken refreshToken) {}
