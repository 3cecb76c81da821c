package io.portcullis.token.signing;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies access tokens of our own that come back to us (RFC 8725, RFC 9068 section 4). Whether a
 * good one has been revoked is not judged here.
 */
public final class AccessTokenVerifier {
  /** Longer ones are none of ours. */
  private static final int MAX_CHARACTERS = 4096;

  private static final Set<String> REQUIRED =
      Set.of("iss", "sub", "aud", "exp", "iat", "jti", "sst", "client_id", "tid");

  private final SigningKeys keys;
  private final DefaultJOSEObjectTypeVerifier<SecurityContext> types =
      new DefaultJOSEObjectTypeVerifier<>(TokenSigner.ACCESS_TOKEN);
  private final DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier;

  /**
   * @param issuer our own {@code iss}, compared byte for byte
   */
  public AccessTokenVerifier(SigningKeys keys, String issuer, InstantSource clock) {
    this.keys = keys;
    this.claimsVerifier = new OwnClaimsVerifier(issuer, clock);
    this.claimsVerifier.setMaxClockSkew(0);
  }

  /** A token that we signed and that has not expired; nothing for anything else. */
  public Optional<VerifiedAccessToken> verify(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      types.verify(jwt.getHeader().getType(), null);
      return verified(jwt) ? Optional.of(validated(jwt)) : Optional.empty();
    } catch (ParseException | BadJOSEException e) {
      return Optional.empty();
    }
  }

  private boolean verified(SignedJWT jwt) {
    JWSHeader header = jwt.getHeader();
    if (header.getKeyID() == null || header.getCriticalParams() != null) {
      return false;
    }
    // RFC 8725 3.1: the algorithm is the key's, never the token's own choice.
    return keys.find(header.getKeyID())
        .filter(key -> key.algorithm().equals(header.getAlgorithm()))
        .filter(key -> key.verify(jwt.getSigningInput(), jwt.getSignature().decode()))
        .isPresent();
  }

  private VerifiedAccessToken validated(SignedJWT jwt) throws ParseException, BadJOSEException {
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    claimsVerifier.verify(claims, null);
    String scope = claims.getStringClaim("scope");
    return new VerifiedAccessToken(
        jwt.getHeader().getKeyID(),
        claims.getJWTID(),
        session(claims),
        claims.getStringClaim("tid"),
        claims.getSubject(),
        claims.getStringClaim("client_id"),
        boundTo(claims),
        claims.getAudience(),
        scope == null ? List.of() : List.of(scope.split(" ")),
        claims.getLongClaim("sst"),
        claims.getIssueTime().toInstant().getEpochSecond(),
        claims.getExpirationTime().toInstant().getEpochSecond());
  }

  private static Optional<String> boundTo(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> confirmation = claims.getJSONObjectClaim("cnf");
    return confirmation == null
        ? Optional.empty()
        : Optional.ofNullable(JSONObjectUtils.getString(confirmation, "x5t#S256"));
  }

  // A user's token always has a session; a client's own token is one.
  private static Optional<String> session(JWTClaimsSet claims)
      throws ParseException, BadJOSEException {
    String sid = claims.getStringClaim("sid");
    if (sid == null && !claims.getSubject().equals(claims.getStringClaim("client_id"))) {
      throw new BadJWTException("a user's token without a session");
    }
    return Optional.ofNullable(sid);
  }

  /** Nimbus's claims verifier, told the time by our clock. */
  private static final class OwnClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    OwnClaimsVerifier(String issuer, InstantSource clock) {
      super(new JWTClaimsSet.Builder().issuer(issuer).build(), REQUIRED);
      this.clock = clock;
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
