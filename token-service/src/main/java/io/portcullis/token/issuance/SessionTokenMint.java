package io.portcullis.token.issuance;

import com.nimbusds.jwt.JWTClaimsSet;
import io.portcullis.token.client.Client;
import io.portcullis.token.session.RefreshToken;
import io.portcullis.token.session.Session;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.signing.TokenSigner;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Makes all that a client gets for a session, of what has been judged. */
public final class SessionTokenMint {
  private static final String OPENID = "openid";

  private final TokenSigner signer = new TokenSigner();
  private final AccessTokenMint access;
  private final String issuer;

  public SessionTokenMint(AccessTokenMint access, String issuer) {
    this.access = access;
    this.issuer = issuer;
  }

  /** {@code iat}: now in whole seconds, rounded down. To be taken before anything is read. */
  long issuedAtSeconds() {
    return access.issuedAtSeconds();
  }

  /** For a session that has just been opened. */
  IssuedTokens mint(
      Client client, SessionOpening.Opened opened, Optional<String> nonce, long issuedAtSeconds) {
    return mint(
        client,
        opened.session(),
        opened.session().scopes(),
        opened.refreshToken(),
        nonce,
        issuedAtSeconds,
        opened.key());
  }

  /** For a session that goes on: its ID token has no {@code nonce} (OIDC Core section 12.2). */
  IssuedTokens mint(
      Client client,
      Session session,
      List<String> scopes,
      RefreshToken refreshToken,
      long issuedAtSeconds,
      SigningKey key) {
    return mint(client, session, scopes, refreshToken, Optional.empty(), issuedAtSeconds, key);
  }

  private IssuedTokens mint(
      Client client,
      Session session,
      List<String> scopes,
      RefreshToken refreshToken,
      Optional<String> nonce,
      long issuedAtSeconds,
      SigningKey key) {
    IssuedAccessToken token =
        access.mint(
            new TokenHolder.User(session),
            List.of(session.audience()),
            scopes,
            issuedAtSeconds,
            key);
    return new IssuedTokens(
        token,
        Optional.of(refreshToken).filter(_ -> RefreshGrant.mayRefresh(client)),
        Optional.of(idToken(session, nonce, issuedAtSeconds))
            .filter(_ -> scopes.contains(OPENID))
            .map(claims -> signer.signIdToken(claims, key)),
        session.sid());
  }

  // OIDC Core section 2, and sid for logouts (Back-Channel Logout section 2.1).
  private JWTClaimsSet idToken(Session session, Optional<String> nonce, long issuedAtSeconds) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(session.userId())
        .audience(session.clientId())
        .issueTime(seconds(issuedAtSeconds))
        .expirationTime(seconds(issuedAtSeconds + access.lifeSeconds()))
        .claim("auth_time", session.authenticatedAtMillis() / 1000)
        .claim("nonce", nonce.orElse(null))
        .claim("amr", session.amr())
        .claim("sid", session.sid())
        .build();
  }

  private static Date seconds(long epochSeconds) {
    return Date.from(Instant.ofEpochSecond(epochSeconds));
  }
}
