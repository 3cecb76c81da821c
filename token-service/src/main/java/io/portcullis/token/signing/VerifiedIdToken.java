package io.portcullis.token.signing;

/**
 * Whom an ID token of ours was about.
 *
 * @param subject {@code sub}
 * @param clientId {@code aud}
 * @param sid the session that it was issued for
 */
public record VerifiedIdToken(String subject, String clientId, String sid) {}
