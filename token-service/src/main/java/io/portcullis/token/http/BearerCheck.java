package io.portcullis.token.http;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.issuance.AccessTokenChecker;
import io.portcullis.token.session.Session;
import java.util.function.BiFunction;

/** Lets our own apps' requests in by their users' access tokens (RFC 6750). */
public final class BearerCheck {
  private final AccessTokenChecker tokens;
  private final ClientStore clients;

  public BearerCheck(AccessTokenChecker tokens, ClientStore clients) {
    this.tokens = tokens;
    this.clients = clients;
  }

  /** What the endpoint answers to the session's owner, or the refusal. */
  Endpoint guarding(BiFunction<Call, Session, Reply> endpoint) {
    return call ->
        call.bearer()
            .map(token ->
                tokens
                    .check(token, call.certificate().thumbprint())
                    .map(session -> isOurs(session) ? endpoint.apply(call, session) : notOurs(call))
                    .orElseGet(() -> invalid(call)))
            .orElseGet(() -> missing(call));
  }

  // What a user lets somebody else's app do is a matter of scopes; this is not among them.
  private boolean isOurs(Session session) {
    return clients.find(session.clientId()).filter(Client::firstParty).isPresent();
  }

  private static Reply notOurs(Call call) {
    return new Problem(403, "client_not_allowed", "Only our own apps may do this for their users.")
        .reply(call);
  }

  static Reply missing(Call call) {
    return Problem.credentialMissing()
        .reply(call)
        .with("WWW-Authenticate", "Bearer realm=\"portcullis\"");
  }

  static Reply invalid(Call call) {
    return Problem.tokenInvalid()
        .reply(call)
        .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }
}
