package io.portcullis.token.issuance;

import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.token.client.Client;
import io.portcullis.token.session.Session;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * The claims of an access token (RFC 9068 section 2.2): {@code iss sub aud exp iat jti client_id
 * scope}, {@code cnf} where it is bound (RFC 8705 section 3.1), {@code auth_time} and {@code amr}
 * where a user logged in and they are known, and ours: {@code sid}, {@code tid}, {@code sst}
 * (session start, Unix milliseconds).
 */
record AccessTokenClaims(
    String issuer,
    TokenHolder holder,
    List<String> audience,
    List<String> scopes,
    String jti,
    long issuedAtSeconds,
    long lifeSeconds) {
  JWTClaimsSet toJwt() {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(audience)
            .issueTime(seconds(issuedAtSeconds))
            .expirationTime(seconds(issuedAtSeconds + lifeSeconds))
            .jwtID(jti)
            .claim("scope", scopes.isEmpty() ? null : String.join(" ", scopes))
            .claim("cnf", holder.boundTo().map(x5t -> Map.of("x5t#S256", x5t)).orElse(null));
    return switch (holder) {
      case TokenHolder.User(Session session, _) -> user(claims, session);
      case TokenHolder.Itself(Client client, long sessionStartMillis, _) ->
          itself(claims, client, sessionStartMillis);
    };
  }

  private static JWTClaimsSet user(JWTClaimsSet.Builder claims, Session session) {
    return claims
        .subject(session.userId())
        .claim("sid", session.sid())
        .claim("sst", session.sessionStartMillis())
        .claim("client_id", session.clientId())
        .claim("tid", session.tenant())
        .claim("auth_time", session.authTimeSeconds().orElse(null))
        .claim("amr", session.amr().isEmpty() ? null : session.amr())
        .build();
  }

  private static JWTClaimsSet itself(
      JWTClaimsSet.Builder claims, Client client, long sessionStartMillis) {
    return claims
        .subject(client.clientId())
        .claim("sst", sessionStartMillis)
        .claim("client_id", client.clientId())
        .claim("tid", Client.TENANT)
        .build();
  }

  private static Date seconds(long epochSeconds) {
    return Date.from(Instant.ofEpochSecond(epochSeconds));
  }
}
