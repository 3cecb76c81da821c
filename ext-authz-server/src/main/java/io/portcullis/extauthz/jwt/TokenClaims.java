package io.portcullis.extauthz.jwt;

import java.util.List;

/**
 * The claims of a token in their proper types, as far as they are read; an absent string is empty.
 *
 * @param audiences {@code aud}, at least one
 * @param notBeforeSeconds {@code nbf}, or {@link Long#MIN_VALUE}
 * @param tenant {@code tid} as the token has it, so empty if it has none; {@code scopeText} are the
 *     scopes joined by one space
 */
record TokenClaims(
    String subject,
    List<String> audiences,
    long issuedAtSeconds,
    long expiresAtSeconds,
    long notBeforeSeconds,
    String tokenId,
    String sessionId,
    String tenant,
    String clientId,
    String scopeText,
    List<String> scopes,
    long sessionStartMillis,
    Confirmation confirmation) {}
