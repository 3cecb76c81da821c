package io.portcullis.token.session;

/** Whose session it is. */
public record SessionOwner(String tenant, String userId) {}
