package io.portcullis.extauthz.jwks;

/**
 * A key of a set that was left out.
 *
 * @param kid its id as published, at most 64 characters of it; empty if it has none
 */
public record RefusedKey(String kid, KeyFault fault) {}
