package io.portcullis.token.issuance;

import io.portcullis.token.account.User;
import io.portcullis.token.client.Client;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.OpenedSession;
import io.portcullis.token.session.RefreshToken;
import io.portcullis.token.session.Session;
import io.portcullis.token.signing.SigningKey;
import java.time.InstantSource;
import java.util.List;

/**
 * Opens sessions that no earlier revocation covers: every revoked-after time is read first, and the
 * session starts after the latest of them. So a login works at once after a revocation of all.
 */
public final class SessionOpening {
  /** An opened session and the key that may sign for it. */
  record Opened(Session session, RefreshToken refreshToken, SigningKey key) {}

  /** RFC 8176: a password. */
  private static final List<String> AMR_PASSWORD = List.of("pwd");

  private final StandingReader standings;
  private final SessionOpener sessions;
  private final InstantSource clock;

  public SessionOpening(StandingReader standings, SessionOpener sessions, InstantSource clock) {
    this.standings = standings;
    this.sessions = sessions;
    this.clock = clock;
  }

  Opened open(User user, Client client, Device device) {
    Standing standing = standings.read(user.tenant(), user.userId(), client.clientId());
    long nowMillis = clock.millis();
    OpenedSession opened =
        sessions.open(
            new NewSession(
                user.tenant(),
                user.userId(),
                client.clientId(),
                client.scopes().stream().sorted().toList(),
                client.accessTokenAudience(),
                AMR_PASSWORD,
                standing.cutoffs().sessionStart(nowMillis),
                nowMillis,
                device));
    return new Opened(opened.session(), opened.refreshToken(), standing.key());
  }
}
