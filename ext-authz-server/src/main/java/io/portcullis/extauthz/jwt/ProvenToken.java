package io.portcullis.extauthz.jwt;

import java.util.List;

/**
 * A token whose signature is proved, with what later rooms judge or pass on.
 *
 * @param token what revocation needs to know
 * @param audiences {@code aud}
 * @param notBeforeSeconds {@code nbf}, or {@link Long#MIN_VALUE}
 * @param tenantClaim {@code tid} as the token has it, where {@link VerifiedToken#tenant} has the
 *     default filled in
 * @param scopeText the scopes joined by one space
 * @param confirmation what the token is bound to
 * @param attachment what later rooms keep with it
 */
public record ProvenToken(
    VerifiedToken token,
    List<String> audiences,
    long notBeforeSeconds,
    String tenantClaim,
    String scopeText,
    Confirmation confirmation,
    Attachment attachment) {}
