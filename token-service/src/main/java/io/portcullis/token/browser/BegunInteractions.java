package io.portcullis.token.browser;

import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.authorization.Interactions;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import java.util.List;
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
    List<String> secrets = visitor.secrets();
    return secrets.isEmpty()
        ? Optional.empty()
        : interactions
            .find(id)
            .flatMap(found ->
                secrets.stream()
                    .filter(secret -> RandomIds.hash(secret).equals(found.browser()))
                    .findFirst()
                    .map(secret -> new Begun(visitor, found, secret, asked(found))));
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
