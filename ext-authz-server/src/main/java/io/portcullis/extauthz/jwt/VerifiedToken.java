package io.portcullis.extauthz.jwt;

import java.util.List;

/**
 * A token whose signature is proved: what the later rooms may know of it. Strings are never null;
 * an absent optional claim is the empty string.
 *
 * @param issuer {@code iss}, byte for byte as configured
 * @param keyId {@code kid} of the key that verified the signature
 * @param subject {@code sub}
 * @param tokenId {@code jti}; empty for an issuer configured without one
 * @param sessionId {@code sid}, or empty
 * @param tenant {@code tid}, or {@code default} where the token has none
 * @param clientId {@code client_id}, or empty
 * @param scopes the scope claim, split; in the token's order
 * @param issuedAtSeconds {@code iat}, Unix seconds
 * @param expiresAtSeconds {@code exp}, Unix seconds
 * @param sessionStartMillis {@code sst}, Unix milliseconds; without it {@code auth_time}, else
 *     {@code iat}, in milliseconds
 * @param mintedAfterRead whether {@code iat} proves freshness: the issuer took it before it read
 *     the truth
 */
public record VerifiedToken(
    String issuer,
    String keyId,
    String subject,
    String tokenId,
    String sessionId,
    String tenant,
    String clientId,
    List<String> scopes,
    long issuedAtSeconds,
    long expiresAtSeconds,
    long sessionStartMillis,
    boolean mintedAfterRead) {}
