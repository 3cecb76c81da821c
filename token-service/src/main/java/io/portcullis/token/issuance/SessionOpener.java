package io.portcullis.token.issuance;

import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.OpenedSession;

/** Opens a session, under whatever limit there is to a user's sessions. */
@FunctionalInterface
public interface SessionOpener {
  OpenedSession open(NewSession session);
}
