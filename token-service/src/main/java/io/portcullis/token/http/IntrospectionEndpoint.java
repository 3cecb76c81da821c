package io.portcullis.token.http;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.auth.X509CertificateConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.IntrospectionResult;
import io.portcullis.token.issuance.TokenQuery;
import io.portcullis.token.session.Session;
import io.portcullis.token.signing.VerifiedAccessToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** {@code POST /oauth2/introspect} (RFC 7662), for confidential clients. */
final class IntrospectionEndpoint implements Endpoint {
  private final URI issuer;
  private final ClientTokens tokens;

  IntrospectionEndpoint(URI issuer, ClientTokens tokens) {
    this.issuer = issuer;
    this.tokens = tokens;
  }

  @Override
  public Reply answer(Call call) {
    try {
      HTTPRequest http = ClientForms.read(call, URI.create(issuer + PublicApi.INTROSPECT));
      ClientProof proof =
          ClientForms.proof(call, http)
              .orElseThrow(() -> ClientForms.refused(OAuth2Error.INVALID_CLIENT));
      if (proof.isBare()) {
        // Whoever it is, it proved nothing (RFC 7662 section 2.1).
        throw ClientForms.refused(OAuth2Error.INVALID_CLIENT);
      }
      String token = ClientForms.required(http, "token");
      return reply(call, tokens.introspect(new TokenQuery(proof, token)));
    } catch (ParseException e) {
      return TokenReplies.error(call, ClientForms.errorOf(e));
    }
  }

  private Reply reply(Call call, IntrospectionResult result) {
    return switch (result) {
      case IntrospectionResult.ActiveAccessToken(VerifiedAccessToken token) ->
          reply(accessToken(token));
      case IntrospectionResult.ActiveRefreshToken(Session session) -> reply(refreshToken(session));
      case IntrospectionResult.Inactive() ->
          reply(new TokenIntrospectionSuccessResponse.Builder(false));
      case IntrospectionResult.InvalidClient() ->
          TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      case IntrospectionResult.Unavailable(Duration wait) -> TokenReplies.unavailable(wait);
    };
  }

  private TokenIntrospectionSuccessResponse.Builder accessToken(VerifiedAccessToken token) {
    TokenIntrospectionSuccessResponse.Builder active =
        new TokenIntrospectionSuccessResponse.Builder(true)
            .tokenType(AccessTokenType.BEARER)
            .scope(scope(token.scopes()))
            .clientID(new ClientID(token.clientId()))
            .subject(new Subject(token.subject()))
            .audience(token.audience().stream().map(Audience::new).toList())
            .issuer(new Issuer(issuer))
            .jwtID(new JWTID(token.jti()))
            .issueTime(seconds(token.issuedAtSeconds()))
            .expirationTime(seconds(token.expiresAtSeconds()));
    token
        .boundTo()
        .ifPresent(x5t ->
            active.x509CertificateConfirmation(
                new X509CertificateConfirmation(new Base64URL(x5t))));
    token.sid().ifPresent(sid -> active.parameter("sid", sid));
    return active;
  }

  // No token_type and no aud: nobody shall take it for an access token.
  private TokenIntrospectionSuccessResponse.Builder refreshToken(Session session) {
    long expiryMillis = Math.min(session.idleExpiryMillis(), session.absoluteExpiryMillis());
    return new TokenIntrospectionSuccessResponse.Builder(true)
        .scope(scope(session.scopes()))
        .clientID(new ClientID(session.clientId()))
        .subject(new Subject(session.userId()))
        .issuer(new Issuer(issuer))
        .issueTime(seconds(session.lastSeenMillis() / 1000))
        .expirationTime(seconds(expiryMillis / 1000))
        .parameter("sid", session.sid());
  }

  private static Reply reply(TokenIntrospectionSuccessResponse.Builder response) {
    return TokenReplies.noStore(200, response.build().toJSONObject().toJSONString());
  }

  private static Scope scope(List<String> scopes) {
    return new Scope(scopes.toArray(String[]::new));
  }

  private static Date seconds(long epochSeconds) {
    return Date.from(Instant.ofEpochSecond(epochSeconds));
  }
}
