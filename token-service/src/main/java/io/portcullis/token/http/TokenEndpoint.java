package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.portcullis.token.issuance.RefreshResult;
import io.portcullis.token.issuance.TokenIssuer;
import java.time.Duration;

/** {@code POST /oauth2/token} (RFC 6749 section 3.2): the refresh grant. */
final class TokenEndpoint implements Endpoint {
  private final TokenRequests requests;
  private final TokenIssuer issuer;

  TokenEndpoint(TokenRequests requests, TokenIssuer issuer) {
    this.requests = requests;
    this.issuer = issuer;
  }

  @Override
  public Reply answer(Call call) {
    return switch (requests.parse(call)) {
      case TokenRequests.Parsed.Malformed(ErrorObject error) -> error(call, error);
      case TokenRequests.Parsed.Refresh refresh -> reply(call, issuer.refresh(refresh.request()));
    };
  }

  private static Reply reply(Call call, RefreshResult result) {
    return switch (result) {
      case RefreshResult.Issued issued -> TokenReplies.tokens(issued.tokens());
      case RefreshResult.InvalidClient() -> error(call, OAuth2Error.INVALID_CLIENT);
      case RefreshResult.UnauthorizedClient() -> error(call, OAuth2Error.UNAUTHORIZED_CLIENT);
      case RefreshResult.InvalidGrant() -> error(call, OAuth2Error.INVALID_GRANT);
      case RefreshResult.Reused() -> error(call, OAuth2Error.INVALID_GRANT);
      case RefreshResult.InvalidScope() -> error(call, OAuth2Error.INVALID_SCOPE);
      case RefreshResult.Unavailable(Duration wait) ->
          TokenReplies.error(503, OAuth2Error.TEMPORARILY_UNAVAILABLE).retryAfter(wait);
    };
  }

  private static Reply error(Call call, ErrorObject error) {
    if (!error.getCode().equals(OAuth2Error.INVALID_CLIENT_CODE)) {
      return TokenReplies.error(400, error);
    }
    Reply reply = TokenReplies.error(401, OAuth2Error.INVALID_CLIENT);
    // RFC 6749 5.2: the scheme by which the client tried.
    return call.headers("authorization").isEmpty()
        ? reply
        : reply.with("WWW-Authenticate", "Basic realm=\"portcullis\"");
  }
}
