package io.portcullis.token.issuance;

import io.portcullis.token.client.Client;
import io.portcullis.token.session.Session;
import java.util.Optional;

/**
 * On whose behalf an access token is used, and beside which certificate: that of its {@code
 * x5t#S256}, or none (RFC 8705 section 3).
 */
sealed interface TokenHolder {
  Optional<String> boundTo();

  /** A user, in a session that can be refreshed and ended. */
  record User(Session session, Optional<String> boundTo) implements TokenHolder {}

  /**
   * A client by itself. Each of its tokens is a session of its own: nothing refreshes it, and it
   * has no {@code sid}.
   *
   * @param sessionStartMillis {@code sst}, after every revoked-after time that could cover it
   */
  record Itself(Client client, long sessionStartMillis, Optional<String> boundTo)
      implements TokenHolder {}
}
