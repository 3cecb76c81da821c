package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.authorization.PushedRequests;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientAuthentication;
import io.portcullis.token.client.ClientAuthenticator;
import io.portcullis.token.client.ClientProof;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code POST /oauth2/par} (RFC 9126): judges a request before any user sees it, and keeps it. */
final class PushedAuthorizationEndpoint implements Endpoint {
  /** How the client has proved itself is nobody's business afterwards. */
  private static final Set<String> PROOFS =
      Set.of("client_secret", "client_assertion", "client_assertion_type");

  private final URI endpoint;
  private final ClientAuthenticator clients;
  private final AuthorizationRequests requests;
  private final PushedRequests pushed;
  private final RateLimits limits;

  PushedAuthorizationEndpoint(
      URI issuer,
      ClientAuthenticator clients,
      AuthorizationRequests requests,
      PushedRequests pushed,
      RateLimits limits) {
    this.endpoint = URI.create(issuer + PublicApi.PUSHED_AUTHORIZATION);
    this.clients = clients;
    this.requests = requests;
    this.pushed = pushed;
    this.limits = limits;
  }

  @Override
  public Reply answer(Call call) {
    try {
      HTTPRequest http = ClientForms.read(call, endpoint);
      Optional<Client> client = ClientForms.proof(call, http).flatMap(this::authenticate);
      if (client.isEmpty()) {
        return TokenReplies.error(call, OAuth2Error.INVALID_CLIENT);
      }
      return push(call, client.get(), http.getBodyAsFormParameters());
    } catch (ParseException e) {
      return TokenReplies.error(call, ClientForms.errorOf(e));
    }
  }

  private Optional<Client> authenticate(ClientProof proof) {
    return switch (clients.authenticate(proof)) {
      case ClientAuthentication.Authenticated(Client client) -> Optional.of(client);
      case ClientAuthentication.Refused() -> Optional.empty();
    };
  }

  // Anybody can say to be a public client. Where one is proved to call, it does so for many users.
  private Verdict permit(Call call, Client client) {
    return client.confidential()
        ? new Verdict.Allowed()
        : limits.take(RateLimit.BEGIN_PER_ADDRESS, call.source());
  }

  private Reply push(Call call, Client client, Map<String, List<String>> form) {
    // RFC 9126 2.1
    if (form.containsKey("request_uri")) {
      return refused(call, OAuth2Error.INVALID_REQUEST);
    }
    Map<String, List<String>> parameters = new HashMap<>(form);
    parameters.keySet().removeAll(PROOFS);
    parameters.put("client_id", List.of(client.clientId()));
    return switch (requests.judge(parameters, true)) {
      case AuthorizationRequests.Reading.Unanswerable _ ->
          refused(
              call,
              OAuth2Error.INVALID_REQUEST.setDescription("redirect_uri is not a registered one"));
      case AuthorizationRequests.Reading.Refused refused -> refused(call, refused.error());
      case AuthorizationRequests.Reading.Accepted _ ->
          switch (permit(call, client)) {
            case Verdict.Allowed() ->
                kept(pushed.push(client.clientId(), URLUtils.serializeParameters(parameters)));
            case Verdict.Exhausted exhausted -> RateLimitReplies.oauth(exhausted);
          };
    };
  }

  private static Reply kept(String reference) {
    return TokenReplies.noStore(
        201,
        new PushedAuthorizationSuccessResponse(
                URI.create(AuthorizationRequests.PUSHED_URN + reference),
                PushedRequests.LIFE.toSeconds())
            .toJSONObject()
            .toJSONString());
  }

  private static Reply refused(Call call, ErrorObject error) {
    return TokenReplies.error(call, error);
  }
}
