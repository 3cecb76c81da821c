package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.portcullis.token.issuance.AuthorizationCodeResult;
import io.portcullis.token.issuance.ClientCredentialsResult;
import io.portcullis.token.issuance.RefreshResult;
import io.portcullis.token.issuance.TokenIssuer;
import io.portcullis.token.limit.Verdict;
import java.time.Duration;

/** {@code POST /oauth2/token} (RFC 6749 section 3.2): codes, refresh and client credentials. */
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
      case TokenRequests.Parsed.Malformed(ErrorObject error) -> TokenReplies.error(call, error);
      case TokenRequests.Parsed.Code code -> reply(call, issuer.exchange(code.request()));
      case TokenRequests.Parsed.Refresh refresh -> reply(call, issuer.refresh(refresh.request()));
      case TokenRequests.Parsed.ClientCredentials wish ->
          reply(call, issuer.clientCredentials(wish.request()));
    };
  }

  private static Reply reply(Call call, AuthorizationCodeResult result) {
    return switch (result) {
      case AuthorizationCodeResult.Issued issued -> TokenReplies.tokens(issued.tokens());
      case AuthorizationCodeResult.InvalidClient() ->
          TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      case AuthorizationCodeResult.UnauthorizedClient() ->
          TokenReplies.error(call, OAuth2Error.UNAUTHORIZED_CLIENT);
      case AuthorizationCodeResult.InvalidGrant() ->
          TokenReplies.error(call, OAuth2Error.INVALID_GRANT);
      case AuthorizationCodeResult.Replayed() ->
          TokenReplies.error(call, OAuth2Error.INVALID_GRANT);
      case AuthorizationCodeResult.InvalidTarget() ->
          TokenReplies.error(call, OAuth2Error.INVALID_TARGET);
      case AuthorizationCodeResult.Unavailable(Duration wait) -> TokenReplies.unavailable(wait);
    };
  }

  private static Reply reply(Call call, RefreshResult result) {
    return switch (result) {
      case RefreshResult.Issued issued -> TokenReplies.tokens(issued.tokens());
      case RefreshResult.InvalidClient() -> TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      case RefreshResult.UnauthorizedClient() ->
          TokenReplies.error(call, OAuth2Error.UNAUTHORIZED_CLIENT);
      case RefreshResult.InvalidGrant() -> TokenReplies.error(call, OAuth2Error.INVALID_GRANT);
      case RefreshResult.Reused() -> TokenReplies.error(call, OAuth2Error.INVALID_GRANT);
      case RefreshResult.AheadOfTable() -> TokenReplies.error(call, OAuth2Error.INVALID_GRANT);
      case RefreshResult.InvalidScope() -> TokenReplies.error(call, OAuth2Error.INVALID_SCOPE);
      case RefreshResult.InvalidTarget() -> TokenReplies.error(call, OAuth2Error.INVALID_TARGET);
      case RefreshResult.Limited(Verdict.Exhausted verdict) -> RateLimitReplies.oauth(verdict);
      case RefreshResult.Unavailable(Duration wait) -> TokenReplies.unavailable(wait);
    };
  }

  private static Reply reply(Call call, ClientCredentialsResult result) {
    return switch (result) {
      case ClientCredentialsResult.Issued issued -> TokenReplies.token(issued.token());
      case ClientCredentialsResult.InvalidClient() ->
          TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      case ClientCredentialsResult.UnauthorizedClient() ->
          TokenReplies.error(call, OAuth2Error.UNAUTHORIZED_CLIENT);
      case ClientCredentialsResult.InvalidScope() ->
          TokenReplies.error(call, OAuth2Error.INVALID_SCOPE);
      case ClientCredentialsResult.InvalidTarget() ->
          TokenReplies.error(call, OAuth2Error.INVALID_TARGET);
      case ClientCredentialsResult.Unavailable(Duration wait) -> TokenReplies.unavailable(wait);
    };
  }
}
