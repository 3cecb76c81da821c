package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.portcullis.token.issuance.IssuedAccessToken;
import io.portcullis.token.issuance.IssuedTokens;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of RFC 6749 sections 5.1 and 5.2. */
final class TokenReplies {
  private TokenReplies() {}

  static Reply tokens(IssuedTokens issued) {
    return noStore(200, response(issued, null).toJSONObject().toJSONString());
  }

  /** The same with our {@code session_id}. */
  static Reply login(IssuedTokens issued) {
    return noStore(
        200, response(issued, Map.of("session_id", issued.sid())).toJSONObject().toJSONString());
  }

  /** An access token and nothing else. */
  static Reply token(IssuedAccessToken issued) {
    return noStore(
        200,
        new AccessTokenResponse(new Tokens(oauth(issued), null)).toJSONObject().toJSONString());
  }

  /** The error with its status: 401 when the client is not who it says it is, otherwise 400. */
  static Reply error(Call call, ErrorObject error) {
    if (!error.getCode().equals(OAuth2Error.INVALID_CLIENT_CODE)) {
      return error(400, error);
    }
    Reply reply = error(401, OAuth2Error.INVALID_CLIENT);
    // RFC 6749 5.2: the scheme by which the client tried.
    return call.headers("authorization").isEmpty()
        ? reply
        : reply.with("WWW-Authenticate", "Basic realm=\"portcullis\"");
  }

  /** Nothing was judged or done. */
  static Reply unavailable(Duration wait) {
    return error(503, OAuth2Error.TEMPORARILY_UNAVAILABLE).retryAfter(wait);
  }

  static Reply noStore(int status, String json) {
    return Reply.of(status, "application/json", json).with("Pragma", "no-cache");
  }

  static Reply error(int status, ErrorObject error) {
    return noStore(status, new TokenErrorResponse(error).toJSONObject().toJSONString());
  }

  // OIDC Core 3.1.3.3
  private static AccessTokenResponse response(
      IssuedTokens issued, @Nullable Map<String, Object> more) {
    return issued
        .idToken()
        .<AccessTokenResponse>map(idToken ->
            new OIDCTokenResponse(
                new OIDCTokens(
                    idToken, oauth(issued).getAccessToken(), oauth(issued).getRefreshToken()),
                more))
        .orElseGet(() -> new AccessTokenResponse(oauth(issued), more));
  }

  private static Tokens oauth(IssuedTokens issued) {
    return new Tokens(
        oauth(issued.access()),
        issued.refreshToken().map(token -> new RefreshToken(token.value())).orElse(null));
  }

  private static BearerAccessToken oauth(IssuedAccessToken issued) {
    Scope scope = new Scope(issued.scopes().toArray(String[]::new));
    return new BearerAccessToken(issued.value(), issued.lifeSeconds(), scope);
  }
}
