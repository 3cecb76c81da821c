package io.portcullis.token.signing;

/**
 * An access token that we signed and that has not expired.
 *
 * @param kid the key that signed it
 * @param jti its own id
 * @param sid its session
 */
public record VerifiedAccessToken(String kid, String jti, String sid) {}
