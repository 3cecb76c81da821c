package io.portcullis.token.issuance;

import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.TokenSigner;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/** Makes access tokens of what has been judged. */
public final class AccessTokenMint {
  private static final int JTI_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final TokenSigner signer = new TokenSigner();
  private final String issuer;
  private final long lifeSeconds;
  private final InstantSource clock;
  private final SecureRandom random;

  public AccessTokenMint(String issuer, Duration life, InstantSource clock, SecureRandom random) {
    this.issuer = issuer;
    this.lifeSeconds = life.toSeconds();
    this.clock = clock;
    this.random = random;
  }

  /** {@code iat}: now in whole seconds, rounded down. To be taken before anything is read. */
  long issuedAtSeconds() {
    return Math.floorDiv(clock.millis(), 1000L);
  }

  IssuedAccessToken mint(
      TokenHolder holder,
      List<String> audience,
      List<String> scopes,
      long issuedAtSeconds,
      SigningKey key) {
    AccessTokenClaims claims =
        new AccessTokenClaims(
            issuer, holder, audience, scopes, newJti(), issuedAtSeconds, lifeSeconds);
    return new IssuedAccessToken(signer.sign(claims.toJwt(), key), lifeSeconds, scopes);
  }

  /** {@code exp - iat}, of ID tokens too. */
  long lifeSeconds() {
    return lifeSeconds;
  }

  private String newJti() {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    return ENCODER.encodeToString(jti);
  }
}
