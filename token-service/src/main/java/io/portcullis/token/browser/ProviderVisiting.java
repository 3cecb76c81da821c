package io.portcullis.token.browser;

import io.portcullis.token.authorization.Prompt;
import io.portcullis.token.authorization.ProviderVisit;
import io.portcullis.token.authorization.ProviderVisits;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.federation.LoginWish;
import io.portcullis.token.federation.ProviderLogin;
import io.portcullis.token.federation.RelyingParty;
import io.portcullis.token.http.Call;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Sends users to other providers and takes them back, each once and in the same browser. */
final class ProviderVisiting {
  private static final int MAX_STATE_CHARACTERS = 64;

  private final ProviderVisits visits;
  private final BegunInteractions interactions;

  ProviderVisiting(ProviderVisits visits, BegunInteractions interactions) {
    this.visits = visits;
    this.interactions = interactions;
  }

  /** Where to send the user, if the provider answers. */
  Optional<URI> begin(Begun begun, RelyingParty provider) {
    String state =
        visits.begin(provider.provider().id(), begun.interaction().id(), begun.browser());
    return provider.begin(new RelyingParty.Visit(state, begun.secret()), wish(begun));
  }

  /** A user who is back, and what the provider says. */
  record Back(Begun begun, ProviderLogin login) {}

  /** Takes a user back, if this browser sent them there, to this provider, and not long ago. */
  Optional<Back> end(Call call, Visitor visitor, RelyingParty provider) {
    Form answer = Form.of(call);
    Optional<String> state =
        answer.one("state").filter(text -> text.length() <= MAX_STATE_CHARACTERS);
    if (state.isEmpty() || answer.fields().values().stream().anyMatch(all -> all.size() > 1)) {
      return Optional.empty();
    }
    Optional<ProviderVisit> visit =
        visits
            .take(state.get(), visitor.secrets().stream().map(RandomIds::hash).toList())
            .filter(taken -> taken.provider().equals(provider.provider().id()));
    return visit.flatMap(taken ->
        interactions
            .find(call, taken.interaction())
            .map(begun -> new Back(begun, judged(answer, state.get(), taken, begun, provider))));
  }

  private static ProviderLogin judged(
      Form answer, String state, ProviderVisit visit, Begun begun, RelyingParty provider) {
    return provider.finish(
        answer.fields(),
        new RelyingParty.Visit(state, begun.secret()),
        wish(begun),
        Instant.ofEpochMilli(visit.startedAtMillis()));
  }

  private static LoginWish wish(Begun begun) {
    return begun
        .asked()
        .map(app -> app.request())
        .map(request ->
            new LoginWish(
                request.asksAnew(), request.asks(Prompt.SELECT_ACCOUNT), request.maxAge()))
        .orElse(LoginWish.ANY);
  }
}
