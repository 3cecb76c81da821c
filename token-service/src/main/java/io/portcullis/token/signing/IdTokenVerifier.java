package io.portcullis.token.signing;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Recognises ID tokens of our own that come back as hints (OpenID Connect Core section 3.1.2.1,
 * RP-Initiated Logout section 2). They may have expired: they prove nothing but whom they were
 * about.
 */
public final class IdTokenVerifier {
  /** Longer ones are none of ours. */
  private static final int MAX_CHARACTERS = 4096;

  private final SigningKeys keys;
  private final Predicate<String> revoked;
  private final String issuer;

  /**
   * @param revoked tells a revoked {@code kid}, by a strong read: its thief could forge any hint
   * @param issuer our own {@code iss}, compared byte for byte
   */
  public IdTokenVerifier(SigningKeys keys, Predicate<String> revoked, String issuer) {
    this.keys = keys;
    this.revoked = revoked;
    this.issuer = issuer;
  }

  /** An ID token that we signed, however long ago it was; nothing for anything else. */
  public Optional<VerifiedIdToken> verify(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return isOurs(jwt) ? validated(jwt.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private boolean isOurs(SignedJWT jwt) {
    JWSHeader header = jwt.getHeader();
    if (header.getKeyID() == null
        || header.getCriticalParams() != null
        || !JOSEObjectType.JWT.equals(header.getType())) {
      return false;
    }
    // RFC 8725 3.1: the algorithm is the key's, never the token's own choice.
    return keys.findEvenGone(header.getKeyID())
        .filter(key -> key.algorithm().jws().equals(header.getAlgorithm()))
        .filter(key -> key.verify(jwt.getSigningInput(), jwt.getSignature().decode()))
        .filter(key -> !revoked.test(key.kid()))
        .isPresent();
  }

  private Optional<VerifiedIdToken> validated(JWTClaimsSet claims) throws ParseException {
    String sid = claims.getStringClaim("sid");
    return issuer.equals(claims.getIssuer())
            && claims.getSubject() != null
            && claims.getAudience().size() == 1
            && sid != null
        ? Optional.of(
            new VerifiedIdToken(claims.getSubject(), claims.getAudience().getFirst(), sid))
        : Optional.empty();
  }
}
