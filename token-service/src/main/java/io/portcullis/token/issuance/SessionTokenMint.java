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
  private final ClientSigningKeys keys;
  private final String issuer;

  public SessionTokenMint(AccessTokenMint access, ClientSigningKeys keys, String issuer) {
    this.access = access;
    this.keys = keys;
    this.issuer = issuer;
  }

  /** {@code iat}: now in whole seconds, rounded down. To be taken before anything is read. */
  long issuedAtSeconds() {
    return access.issuedAtSeconds();
  }

  /**
   * For a session that is to be opened.
   *
   * @param boundTo the {@code x5t#S256} of the certificate that the client showed, if its tokens
   *     are bound to it
   */
  IssuedTokens mint(
      Client client,
      Optional<String> boundTo,
      SessionOpening.Opened opened,
      Optional<String> nonce,
      long issuedAtSeconds) {
    return mint(
        client,
        new TokenHolder.User(opened.session(), boundTo),
        opened.session().scopes(),
        Optional.of(opened.refreshToken()).filter(_ -> RefreshGrant.mayRefresh(client)),
        nonce,
        issuedAtSeconds,
        opened.key());
  }

  /**
   * For a session that goes on, but for the refresh token. Its ID token has no {@code nonce} (OIDC
   * Core section 12.2).
   */
  IssuedTokens mint(
      Client client,
      TokenHolder.User holder,
      List<String> scopes,
      long issuedAtSeconds,
      SigningKey key) {
    return mint(client, holder, scopes, Optional.empty(), Optional.empty(), issuedAtSeconds, key);
  }

  private IssuedTokens mint(
      Client client,
      TokenHolder.User holder,
      List<String> scopes,
      Optional<RefreshToken> refreshToken,
      Optional<String> nonce,
      long issuedAtSeconds,
      SigningKey key) {
    Session session = holder.session();
    IssuedAccessToken token =
        access.mint(
            holder,
            List.of(session.audience()),
            scopes,
            issuedAtSeconds,
            keys.forAccessTokens(client, key));
    return new IssuedTokens(
        token,
        refreshToken,
        Optional.of(idToken(session, nonce, issuedAtSeconds))
            .filter(_ -> scopes.contains(OPENID))
            .map(claims -> signer.signIdToken(claims, keys.forIdTokens(client, key))),
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
        .claim("auth_time", session.authTimeSeconds().orElse(null))
        .claim("nonce", nonce.orElse(null))
        .claim("amr", session.amr().isEmpty() ? null : session.amr())
        .claim("sid", session.sid())
        .build();
  }

  private static Date seconds(long epochSeconds) {
    return Date.from(Instant.ofEpochSecond(epochSeconds));
  }
}
