package io.portcullis.extauthz.jwt;

import io.portcullis.extauthz.jwks.KeyAlgorithm;
import java.util.Set;

/**
 * What one issuer's tokens must be like.
 *
 * @param issuer {@code iss}, compared byte for byte
 * @param audiences one of them must be in {@code aud}
 * @param algorithms what its keys may verify
 * @param tokenTypes accepted {@code typ}, in any case, with or without {@code application/}
 * @param leewayMillis how far its clock may be from ours
 * @param maxTokenLifeSeconds the longest {@code exp} minus {@code iat}
 * @param mintedAfterRead whether {@code iat} proves freshness, true only for our token service
 */
public record IssuerSettings(
    String issuer,
    Set<String> audiences,
    Set<KeyAlgorithm> algorithms,
    Set<String> tokenTypes,
    long leewayMillis,
    long maxTokenLifeSeconds,
    boolean mintedAfterRead,
    ClaimNames claimNames) {
  /** Copies the sets, and the types in their canonical form. */
  public IssuerSettings {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    tokenTypes =
        tokenTypes.stream()
            .map(JoseHeader::canonicalType)
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }
}
