package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import io.portcullis.token.issuance.IssuedTokens;
import java.util.Map;

/** The answers of RFC 6749 sections 5.1 and 5.2. */
final class TokenReplies {
  private TokenReplies() {}

  static Reply tokens(IssuedTokens issued) {
    return noStore(200, new AccessTokenResponse(oauth(issued)).toJSONObject().toJSONString());
  }

  /** The same with our {@code session_id}. */
  static Reply login(IssuedTokens issued) {
    return noStore(
        200,
        new AccessTokenResponse(oauth(issued), Map.of("session_id", issued.sid()))
            .toJSONObject()
            .toJSONString());
  }

  static Reply error(int status, ErrorObject error) {
    return noStore(status, new TokenErrorResponse(error).toJSONObject().toJSONString());
  }

  private static Tokens oauth(IssuedTokens issued) {
    Scope scope = new Scope();
    issued.scopes().forEach(scope::add);
    return new Tokens(
        new BearerAccessToken(issued.accessToken(), issued.lifeSeconds(), scope),
        new RefreshToken(issued.refreshToken().value()));
  }

  private static Reply noStore(int status, String json) {
    return Reply.of(status, "application/json", json).with("Pragma", "no-cache");
  }
}
