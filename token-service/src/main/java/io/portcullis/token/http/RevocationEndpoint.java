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
          ClientForms.proof(http)
              .orElseThrow(() -> ClientForms.refused(OAuth2Error.INVALID_CLIENT));
      String token = ClientForms.required(http, "token");
      // Whoever can say a client's id must not use up what its other users have.
      return switch (limits.take(
          RateLimit.REVOKE_PER_CALLER, proof.clientId() + " " + call.source())) {
        case Verdict.Allowed() -> reply(call, tokens.revoke(new TokenQuery(proof, token)));
        case Verdict.Exhausted exhausted -> RateLimitReplies.oauth(exhausted);
      };
    } catch (ParseException e) {
      return TokenReplies.error(call, ClientForms.errorOf(e));
    }
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
