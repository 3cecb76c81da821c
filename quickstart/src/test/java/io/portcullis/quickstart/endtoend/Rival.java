package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.walk.Callers;
import java.io.IOException;

/** Who revokes what while a session is refreshed. */
enum Rival {
  NOBODY(false),
  SESSION(true),
  USER(true),
  ACCESS_TOKEN(false),
  REFRESH_TOKEN(true);

  private final boolean endsSession;

  Rival(boolean endsSession) {
    this.endsSession = endsSession;
  }

  boolean endsSession() {
    return endsSession;
  }

  /**
   * Revokes, and returns the acknowledgement.
   *
   * @param held what a caller has had since before the race
   */
  Answer revoke(Callers callers, Tokens held) throws IOException, InterruptedException {
    return switch (this) {
      case NOBODY -> throw new IllegalStateException("nobody revokes");
      case SESSION -> callers.admin().revoke("session", held.session());
      case USER -> callers.admin().revoke("user", held.subject());
      case ACCESS_TOKEN -> callers.admin().revoke("token", held.id());
      case REFRESH_TOKEN -> callers.tokens().revoke(held.refresh());
    };
  }
}
