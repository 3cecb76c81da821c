package io.portcullis.token.backchannel;

import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionScope;
import java.util.List;
import java.util.Optional;

/** The sessions that a revocation at large has ended, of clients that want to hear of it. */
public interface EndedSessions {
  /** A part of them: those that were not yet ended one by one, and where the next part begins. */
  record Part(List<Session> sessions, Optional<String> next) {}

  Part part(SessionScope scope, Optional<String> from);

  /**
   * Ends the session and writes the errand for it, in one transaction.
   *
   * @return false, when somebody else did so, or nothing was changed
   */
  boolean end(Session session);
}
