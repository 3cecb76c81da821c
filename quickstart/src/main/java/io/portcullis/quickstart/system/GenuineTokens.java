package io.portcullis.quickstart.system;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * Signs access tokens by the token service's own signing key: genuine in every respect, of any time
 * and without a login.
 */
public final class GenuineTokens {
  /** How long they live. */
  public static final Duration LIFE = Duration.ofMinutes(5);

  private final Path signingKeys;
  private final String issuer;

  /** Tokens of this issuer by the first key in its file. */
  public GenuineTokens(Path signingKeys, String issuer) {
    this.signingKeys = signingKeys;
    this.issuer = issuer;
  }

  /** A token of a session of its own, issued at this moment. */
  public String mint(Instant issuedAt) {
    try {
      ECKey key = JWKSet.load(signingKeys.toFile()).getKeys().getFirst().toECKey();
      SignedJWT token = new SignedJWT(header(key), claims(issuedAt));
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (IOException | ParseException | JOSEException e) {
      throw new IllegalStateException("cannot sign by the key in " + signingKeys, e);
    }
  }

  // RFC 9068 section 2.1.
  private static JWSHeader header(ECKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256)
        .keyID(key.getKeyID())
        .type(new JOSEObjectType("at+jwt"))
        .build();
  }

  private JWTClaimsSet claims(Instant start) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject("somebody")
        .audience("api")
        .issueTime(Date.from(start))
        .expirationTime(Date.from(start.plus(LIFE)))
        .jwtID(UUID.randomUUID().toString())
        .claim("sid", UUID.randomUUID().toString())
        .claim("sst", start.toEpochMilli())
        .claim("client_id", "portcullis-app")
        .claim("scope", "read")
        .claim("tid", "default")
        .build();
  }
}
