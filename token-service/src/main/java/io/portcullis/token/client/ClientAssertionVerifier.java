package io.portcullis.token.client;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;

/**
 * Verifies {@code private_key_jwt} (RFC 7523 section 3): signed by a registered key, from the
 * client and about itself, for nobody but us, soon over, and used once.
 */
public final class ClientAssertionVerifier {
  /** The longest that an assertion may have to live; so long its {@code jti} is kept. */
  public static final Duration MAX_LIFE = Duration.ofMinutes(5);

  /** How far a client's clock may be ahead of ours. */
  private static final Duration LEEWAY = Duration.ofSeconds(10);

  private static final int MAX_JTI_CHARACTERS = 256;
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("client-authentication+jwt"));

  private final Set<String> audiences;
  private final UsedAssertions used;
  private final InstantSource clock;

  /**
   * @param audiences by which clients call us: our issuer, and what deployed libraries send instead
   */
  public ClientAssertionVerifier(Set<String> audiences, UsedAssertions used, InstantSource clock) {
    this.audiences = Set.copyOf(audiences);
    this.used = used;
    this.clock = clock;
  }

  /** Whether it proves that the caller is the client; it never does so again. */
  boolean verify(SignedJWT assertion, Client client) {
    return isOfItsKind(assertion)
        && client.keys().filter(keys -> keys.verify(assertion)).isPresent()
        && isGood(assertion, client.clientId());
  }

  private static boolean isOfItsKind(SignedJWT assertion) {
    JOSEObjectType type = assertion.getHeader().getType();
    return type == null || TYPES.contains(type);
  }

  private boolean isGood(SignedJWT assertion, String clientId) {
    try {
      JWTClaimsSet claims = assertion.getJWTClaimsSet();
      return clientId.equals(claims.getIssuer())
          && clientId.equals(claims.getSubject())
          && isForUsAlone(claims)
          && isInTime(claims)
          && isNew(claims, clientId);
    } catch (ParseException e) {
      return false;
    }
  }

  // What another server would take too, that server could use here.
  private boolean isForUsAlone(JWTClaimsSet claims) {
    return !claims.getAudience().isEmpty() && audiences.containsAll(claims.getAudience());
  }

  private boolean isInTime(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expiry = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    return expiry != null
        && expiry.toInstant().isAfter(now)
        && !expiry.toInstant().isAfter(now.plus(MAX_LIFE).plus(LEEWAY))
        && (notBefore == null || !notBefore.toInstant().isAfter(now.plus(LEEWAY)));
  }

  // Last: what is refused for another reason uses up no id.
  private boolean isNew(JWTClaimsSet claims, String clientId) {
    String jti = claims.getJWTID();
    return jti != null
        && !jti.isEmpty()
        && jti.length() <= MAX_JTI_CHARACTERS
        && used.use(clientId, jti, claims.getExpirationTime().toInstant());
  }
}
