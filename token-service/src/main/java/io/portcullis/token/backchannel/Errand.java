package io.portcullis.token.backchannel;

import io.portcullis.token.session.SessionScope;
import java.util.Optional;

/** What waits in the outbox. */
public sealed interface Errand {
  /** A session has ended, and its client is to be told. */
  record Tell(String clientId, String userId, String sid) implements Errand {}

  /**
   * Many sessions have ended by one revocation: each is to be found, and an errand written for it.
   *
   * @param progress how far somebody has come; from the beginning where it is empty
   */
  record Walk(SessionScope scope, Optional<Progress> progress) implements Errand {}

  /**
   * Of a walk.
   *
   * @param begunMillis when it was begun at the beginning, Unix milliseconds
   * @param next where its next part begins
   */
  record Progress(long begunMillis, String next) {}
}
