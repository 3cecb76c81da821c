package io.portcullis.token.backchannel;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.token.client.Client;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.signing.SigningAlgorithm;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.SigningKeys;
import io.portcullis.token.signing.TokenSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Makes logout tokens (section 2.4), each when it is sent: so it is fresh, and signed by a key that
 * is published and not revoked.
 */
public final class LogoutTokens {
  private static final JOSEObjectType TYPE = new JOSEObjectType("logout+jwt");
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /** Section 4: preferably at most two minutes in the future. */
  private static final Duration LIFE = Duration.ofMinutes(2);

  private static final int JTI_BYTES = 16;

  private final TokenSigner signer = new TokenSigner();
  private final SigningKeys keys;
  private final Predicate<String> revoked;
  private final String issuer;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param revoked tells a revoked {@code kid}, by a strong read
   * @param random a cryptographically strong source
   */
  public LogoutTokens(
      SigningKeys keys,
      Predicate<String> revoked,
      String issuer,
      InstantSource clock,
      RandomGenerator random) {
    this.keys = keys;
    this.revoked = revoked;
    this.issuer = issuer;
    this.clock = clock;
    this.random = random;
  }

  String mint(Client client, Errand.Tell tell) {
    Instant now = Instant.ofEpochSecond(Math.floorDiv(clock.millis(), 1000L));
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(tell.userId())
            .audience(client.clientId())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .jwtID(newJti())
            .claim("sid", tell.sid())
            .claim("events", Map.of(EVENT, Map.of()))
            .build();
    return signer.sign(TYPE, claims, key(client));
  }

  // Section 2.6: by the algorithm of its ID tokens.
  private SigningKey key(Client client) {
    return (client.algorithms().idToken().isEmpty()
            ? keys.active(revoked)
            : keys.active(SigningAlgorithm.RS256, revoked))
        .orElseThrow(() ->
            new StorageUnavailableException(
                "no key signs as client " + client.clientId() + " wants it"));
  }

  private String newJti() {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(jti);
  }
}
