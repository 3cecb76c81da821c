package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.TokenQuery;
import io.portcullis.token.issuance.TokenRevocationResult;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import java.net.URI;
import java.time.Duration;

/** {@code POST /oauth2/revoke} (RFC 7009), for all clients; the form decides, not the hint. */
final class RevocationEndpoint implements Endpoint {
  private final URI endpoint;
  private final ClientTokens tokens;
  private final RateLimits limits;

  RevocationEndpoint(URI issuer, ClientTokens tokens, RateLimits limits) {
    this.limits = limits;
    this.endpoint = URI.create(issuer + PublicApi.REVOKE);
    this.tokens = tokens;
  }

  @Override
  public Reply answer(Call call) {
    try {
      HTTPRequest http = ClientForms.read(call, endpoint);
      ClientProof proof =
          ClientForms.proof(call, http)
              .orElseThrow(() -> ClientForms.refused(OAuth2Error.INVALID_CLIENT));
      String token = ClientForms.required(http, "token");
      // A public client's id is everybody's: its users elsewhere have permits of their own.
      String caller = proof.clientId() + " " + call.source();
      // Taken first: of many calls at once no more pass than there are permits.
      return switch (limits.take(RateLimit.REVOKE_PER_CALLER, caller)) {
        case Verdict.Allowed() ->
            reply(call, counted(tokens.revoke(new TokenQuery(proof, token)), caller));
        case Verdict.Exhausted exhausted -> RateLimitReplies.oauth(exhausted);
      };
    } catch (ParseException e) {
      return TokenReplies.error(call, ClientForms.errorOf(e));
    }
  }

  // Only afterwards is it known who called: nobody else takes a client's permits.
  private TokenRevocationResult counted(TokenRevocationResult result, String caller) {
    if (result instanceof TokenRevocationResult.InvalidClient) {
      limits.giveBack(RateLimit.REVOKE_PER_CALLER, caller);
    }
    return result;
  }

  private static Reply reply(Call call, TokenRevocationResult result) {
    return switch (result) {
      case TokenRevocationResult.Revoked(), TokenRevocationResult.NothingToDo() -> Reply.empty(200);
      case TokenRevocationResult.InvalidClient() ->
          TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      case TokenRevocationResult.Unavailable(Duration wait) -> TokenReplies.unavailable(wait);
    };
  }
}
