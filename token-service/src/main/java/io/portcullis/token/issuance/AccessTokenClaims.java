package io.portcullis.token.issuance;

import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.token.session.Session;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * The claims of an access token (RFC 9068 section 2.2): {@code iss sub aud exp iat jti client_id
 * scope}, {@code auth_time} and {@code amr} of the login, and ours: {@code sid}, {@code tid},
 * {@code sst} (session start, Unix milliseconds).
 */
record AccessTokenClaims(
    String issuer,
    Session session,
    List<String> scopes,
    String jti,
    long issuedAtSeconds,
    long lifeSeconds) {
  JWTClaimsSet toJwt() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(session.userId())
        .audience(session.audience())
        .issueTime(seconds(issuedAtSeconds))
        .expirationTime(seconds(issuedAtSeconds + lifeSeconds))
        .jwtID(jti)
        .claim("sid", session.sid())
        .claim("sst", session.sessionStartMillis())
        .claim("client_id", session.clientId())
        .claim("scope", String.join(" ", scopes))
        .claim("tid", session.tenant())
        .claim("auth_time", session.authenticatedAtMillis() / 1000)
        .claim("amr", session.amr())
        .build();
  }

  private static Date seconds(long epochSeconds) {
    return Date.from(Instant.ofEpochSecond(epochSeconds));
  }
}
