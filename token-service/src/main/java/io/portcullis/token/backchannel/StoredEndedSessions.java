package io.portcullis.token.backchannel;

import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.dynamo.AtomicWrites;
import io.portcullis.token.revocation.RevocationCutoffs;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionPage;
import io.portcullis.token.session.SessionPages;
import io.portcullis.token.session.SessionScope;
import io.portcullis.token.session.SessionStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Those in the tables. */
public final class StoredEndedSessions implements EndedSessions {
  private final SessionPages pages;
  private final Endings endings;
  private final ClientStore clients;
  private final RevocationCutoffs cutoffs;

  /** Ends one session, and tells of it. */
  public record Endings(SessionStore sessions, DynamoOutbox outbox, AtomicWrites writes) {
    boolean end(Session session) {
      return writes.commit(
          List.of(
              sessions.firstEnding(session.sid()),
              outbox.telling(session.clientId(), session.userId(), session.sid())));
    }
  }

  public StoredEndedSessions(
      SessionPages pages, Endings endings, ClientStore clients, RevocationCutoffs cutoffs) {
    this.pages = pages;
    this.endings = endings;
    this.clients = clients;
    this.cutoffs = cutoffs;
  }

  @Override
  public Part part(SessionScope scope, Optional<String> from) {
    SessionPage page = pages.page(scope, from);
    if (page.active().isEmpty()) {
      return new Part(List.of(), page.next());
    }
    long latestMillis = latestRevocation(scope);
    Map<String, Boolean> receivers = new HashMap<>();
    return new Part(
        page.active().stream()
            // The same comparison as at a refresh: what began after the revocation goes on.
            .filter(session -> session.sessionStartMillis() <= latestMillis)
            .filter(session -> receivers.computeIfAbsent(session.clientId(), this::wantsToKnow))
            .toList(),
        page.next());
  }

  @Override
  public boolean end(Session session) {
    return endings.end(session);
  }

  private boolean wantsToKnow(String clientId) {
    return clients.find(clientId).flatMap(Client::backchannelLogout).isPresent();
  }

  private long latestRevocation(SessionScope scope) {
    return switch (scope) {
      case SessionScope.OfUser(String tenant, String userId) -> cutoffs.latest(tenant, userId, "");
      case SessionScope.OfTenant(String tenant) -> cutoffs.latest(tenant, "", "");
      case SessionScope.OfClient(String clientId) -> cutoffs.latest("", "", clientId);
    };
  }
}
