package io.portcullis.token.browser;

import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.authorization.Interactions;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import java.util.Optional;

/** Finds the interactions that a browser may go on with: those that it began itself. */
final class BegunInteractions {
  private static final int MAX_ID_CHARACTERS = 64;

  private final Visitors visitors;
  private final Interactions interactions;
  private final AuthorizationRequests requests;

  BegunInteractions(Visitors visitors, Interactions interactions, AuthorizationRequests requests) {
    this.visitors = visitors;
    this.interactions = interactions;
    this.requests = requests;
  }

  Optional<Begun> find(Call call, String id) {
    Visitor visitor = visitors.of(call);
    if (id.length() > MAX_ID_CHARACTERS) {
      return Optional.empty();
    }
    return visitor.secrets().stream()
        .flatMap(secret -> find(visitor, id, secret).stream())
        .findFirst();
  }

  private Optional<Begun> find(Visitor visitor, String id, String secret) {
    return interactions
        .find(id, RandomIds.hash(secret))
        .map(found -> new Begun(visitor, found, secret, asked(found)));
  }

  void end(Begun begun) {
    interactions.end(begun.interaction());
  }

  private Optional<Reading.Accepted> asked(Interaction interaction) {
    return requests.judge(AuthorizationRequests.parse(interaction.parameters()), true)
            instanceof Reading.Accepted accepted
        ? Optional.of(accepted)
        : Optional.empty();
  }
}
