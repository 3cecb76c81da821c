package io.portcullis.token.browser;

import io.portcullis.token.account.ProviderLinks;
import io.portcullis.token.account.User;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.client.Client;
import io.portcullis.token.federation.ProviderLogin.Proven;
import java.util.Optional;

/**
 * Which of our users another provider vouches for: the one that its {@code sub} is linked to, or a
 * new one. Never whoever has the same e-mail address: a provider that is careless with addresses
 * would be a key to every account. A new user gets an address only from a provider that is trusted
 * with them, for nobody else can have it then.
 */
final class ProviderUsers {
  private final ProviderLinks links;
  private final RandomIds ids;

  ProviderUsers(ProviderLinks links, RandomIds ids) {
    this.links = links;
    this.ids = ids;
  }

  /** Whom it came to. */
  sealed interface Outcome {
    record Known(User user) implements Outcome {}

    /** Nobody; the message is the key of what the user reads. */
    record Nobody(String message) implements Outcome {}
  }

  Outcome of(Proven proven) {
    return links.find(proven.subject()).map(ProviderUsers::known).orElseGet(() -> added(proven));
  }

  private Outcome added(Proven proven) {
    User fresh = new User(Client.TENANT, ids.name(), proven.email(), Optional.empty(), true);
    return switch (links.add(fresh, proven.subject())) {
      case LINKED -> new Outcome.Known(fresh);
      case SUBJECT_TAKEN -> known(links.find(proven.subject()).orElseThrow());
      case EMAIL_TAKEN -> new Outcome.Nobody("error.provider_email");
    };
  }

  private static Outcome known(User user) {
    return user.active() ? new Outcome.Known(user) : new Outcome.Nobody("error.account_closed");
  }
}
