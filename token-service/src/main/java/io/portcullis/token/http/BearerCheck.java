package io.portcullis.token.http;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.issuance.AccessTokenChecker;
import io.portcullis.token.issuance.LivingAccessToken;
import io.portcullis.token.session.Session;
import java.util.Optional;
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
        call.bearer().map(token -> answer(endpoint, call, token)).orElseGet(() -> missing(call));
  }

  private Reply answer(BiFunction<Call, Session, Reply> endpoint, Call call, String token) {
    Optional<LivingAccessToken> living = tokens.living(token, call.certificate().thumbprint());
    Optional<Session> session = living.flatMap(LivingAccessToken::session);
    if (living.isEmpty() || session.isEmpty()) {
      return invalid(call);
    }
    // What a user lets somebody else's app do is a matter of scopes; this is not among them.
    Optional<Client> ours = clients.find(session.get().clientId()).filter(Client::firstParty);
    if (ours.isEmpty()) {
      return notOurs(call);
    }
    // An API that gets a token of its own (RFC 8707) must not act here as its user.
    return living.get().isFor(ours.get().accessTokenAudience())
        ? endpoint.apply(call, session.get())
        : invalid(call);
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
