package io.portcullis.token;

import io.portcullis.token.revocation.SessionDirectory;
import io.portcullis.token.session.SessionStore;
import java.util.Optional;

/** Tells the revocation log whose a session is and how to end it. */
final class OwnSessions implements SessionDirectory {
  private final SessionStore sessions;

  OwnSessions(SessionStore sessions) {
    this.sessions = sessions;
  }

  @Override
  public Optional<KnownSession> find(String sid) {
    return sessions
        .owner(sid)
        .map(owner -> new KnownSession(owner.tenant(), owner.userId(), sessions.ending(sid)));
  }
}
