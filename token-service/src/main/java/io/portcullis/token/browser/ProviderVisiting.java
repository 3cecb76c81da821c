package io.portcullis.token.browser;

import io.portcullis.token.authorization.Prompt;
import io.portcullis.token.authorization.ProviderVisit;
import io.portcullis.token.authorization.ProviderVisits;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.federation.LoginWish;
import io.portcullis.token.federation.Provider;
import io.portcullis.token.federation.ProviderLogin;
import io.portcullis.token.federation.Providers;
import io.portcullis.token.federation.RelyingParty;
import io.portcullis.token.http.Call;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sends users to other providers and takes them back, each once and in the same browser. */
final class ProviderVisiting {
  private static final int MAX_STATE_CHARACTERS = 64;

  private final Providers providers;
  private final ProviderVisits visits;
  private final Visitors visitors;
  private final BegunInteractions interactions;

  ProviderVisiting(
      Providers providers,
      ProviderVisits visits,
      Visitors visitors,
      BegunInteractions interactions) {
    this.providers = providers;
    this.visits = visits;
    this.visitors = visitors;
    this.interactions = interactions;
  }

  /** Where a user who has chosen goes. */
  sealed interface Way {
    record To(Provider provider, URI uri) implements Way {}

    /** The provider does not answer. */
    record Away() implements Way {}

    /** There is no such provider. */
    record Nowhere() implements Way {}
  }

  /** Begins a visit to the provider of this id. */
  Way begin(Begun begun, String provider) {
    return providers.find(provider).map(party -> begin(begun, party)).orElseGet(Way.Nowhere::new);
  }

  private Way begin(Begun begun, RelyingParty party) {
    String state = visits.begin(party.provider().id(), begun.interaction().id(), begun.browser());
    return party
        .begin(new RelyingParty.Visit(state, begun.secret()), wish(begun))
        .<Way>map(uri -> new Way.To(party.provider(), uri))
        .orElseGet(Way.Away::new);
  }

  /** A user who is back, and what the provider says. */
  record Back(Begun begun, ProviderLogin login) {}

  /** Takes a user back, if this browser sent them there, to this provider, and not long ago. */
  Optional<Back> end(Call call, String provider) {
    Form answer = Form.of(call);
    Optional<String> state =
        answer.one("state").filter(text -> text.length() <= MAX_STATE_CHARACTERS);
    if (state.isEmpty() || answer.fields().values().stream().anyMatch(all -> all.size() > 1)) {
      return Optional.empty();
    }
    return providers.find(provider).flatMap(party -> end(call, answer, state.get(), party));
  }

  private Optional<Back> end(Call call, Form answer, String state, RelyingParty party) {
    List<String> browser = visitors.of(call).secrets().stream().map(RandomIds::hash).toList();
    return visits
        .take(state, browser)
        .filter(taken -> taken.provider().equals(party.provider().id()))
        .flatMap(taken ->
            interactions
                .find(call, taken.interaction())
                .map(begun -> new Back(begun, judged(answer, state, taken, begun, party))));
  }

  private static ProviderLogin judged(
      Form answer, String state, ProviderVisit visit, Begun begun, RelyingParty party) {
    return party.finish(
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
