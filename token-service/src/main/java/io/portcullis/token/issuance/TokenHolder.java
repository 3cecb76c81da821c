package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.session.Session;

/** On whose behalf an access token is used. */
sealed interface TokenHolder {
  /** A user, in a session that can be refreshed and ended. */
  record User(Session session) implements TokenHolder {}

  /**
   * A client by itself. Each of its tokens is a session of its own: nothing refreshes it, and it
   * has no {@code sid}.
   *
   * @param sessionStartMillis {@code sst}, after every revoked-after time that could cover it
   */
  record Itself(Client client, long sessionStartMillis) implements TokenHolder {}
}
