package io.portcullis.token;

import io.portcullis.token.backchannel.DynamoOutbox;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.revocation.SessionDirectory;
import io.portcullis.token.session.SessionOwner;
import io.portcullis.token.session.SessionScope;
import io.portcullis.token.session.SessionScope.OfClient;
import io.portcullis.token.session.SessionScope.OfTenant;
import io.portcullis.token.session.SessionScope.OfUser;
import io.portcullis.token.session.SessionStore;
import java.util.List;
import java.util.Optional;

/**
 * Tells the revocation log whose a session is and how to end it, and has the clients that want to
 * know of it told, in the same transaction.
 */
final class OwnSessions implements SessionDirectory {
  private final SessionStore sessions;
  private final ClientStore clients;
  private final DynamoOutbox outbox;

  OwnSessions(SessionStore sessions, ClientStore clients, DynamoOutbox outbox) {
    this.sessions = sessions;
    this.clients = clients;
    this.outbox = outbox;
  }

  @Override
  public Optional<KnownSession> find(String sid) {
    return sessions
        .owner(sid)
        .map(owner -> new KnownSession(owner.tenant(), owner.userId(), ending(sid, owner)));
  }

  @Override
  public List<DynamoWrite> endingAll(RevocationRequest cutoff) {
    return switch (cutoff.type()) {
      case USER ->
          walking(!clients.logoutReceivers().isEmpty(), new OfUser(cutoff.tenant(), cutoff.id()));
      case TENANT -> walking(!clients.logoutReceivers().isEmpty(), new OfTenant(cutoff.id()));
      case CLIENT -> walking(wantsToKnow(cutoff.id()), new OfClient(cutoff.id()));
      case SESSION, TOKEN, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> List.of();
    };
  }

  // Only who ends it first tells of it: so the client is told once, however often it is ended.
  private List<DynamoWrite> ending(String sid, SessionOwner owner) {
    return owner.active() && wantsToKnow(owner.clientId())
        ? List.of(sessions.firstEnding(sid), outbox.telling(owner.clientId(), owner.userId(), sid))
        : List.of(sessions.ending(sid));
  }

  private List<DynamoWrite> walking(boolean worthIt, SessionScope scope) {
    return worthIt ? List.of(outbox.walking(scope)) : List.of();
  }

  private boolean wantsToKnow(String clientId) {
    return clients.find(clientId).flatMap(Client::backchannelLogout).isPresent();
  }
}
