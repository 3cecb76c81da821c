package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.issuance.ClientTokens;
import io.portcullis.token.issuance.TokenQuery;
import io.portcullis.token.issuance.TokenRevocationResult;
import java.net.URI;
import java.time.Duration;

/** {@code POST /oauth2/revoke} (RFC 7009), for all clients; the form decides, not the hint. */
final class RevocationEndpoint implements Endpoint {
  private final URI endpoint;
  private final ClientTokens tokens;

  RevocationEndpoint(URI issuer, ClientTokens tokens) {
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
      return reply(call, tokens.revoke(new TokenQuery(proof, token)));
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
