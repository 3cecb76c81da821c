package io.portcullis.token.issuance;

import io.portcullis.token.account.User;
import io.portcullis.token.authorization.AuthorizationCode;
import io.portcullis.token.client.Client;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.RefreshToken;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionDraft;
import io.portcullis.token.signing.SigningKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens sessions that no earlier revocation covers: every revoked-after time is read first, and the
 * session starts after the latest of them. So a login works at once after a revocation of all.
 */
public final class SessionOpening {
  /** A session to be opened, and the key that may sign for it. */
  record Opened(Session session, RefreshToken refreshToken, SigningKey key) {}

  /** RFC 8176: a password. */
  private static final List<String> AMR_PASSWORD = List.of("pwd");

  private final StandingReader standings;
  private final SessionWriting sessions;
  private final InstantSource clock;

  public SessionOpening(StandingReader standings, SessionWriting sessions, InstantSource clock) {
    this.standings = standings;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Opens the session of a password.
   *
   * @param minting makes the tokens before anything is written
   */
  IssuedTokens open(
      User user, Client client, Device device, Function<Opened, IssuedTokens> minting) {
    Standing standing = standings.read(user.tenant(), user.userId(), client.clientId());
    long nowMillis = clock.millis();
    long startMillis = standing.cutoffs().sessionStart(nowMillis);
    IssuedTokens tokens =
        sessions.write(
            new NewSession(
                user.tenant(),
                user.userId(),
                client.clientId(),
                client.scopes().stream().sorted().toList(),
                client.accessTokenAudience(),
                AMR_PASSWORD,
                startMillis,
                nowMillis,
                device),
            draft -> minting.apply(opened(draft, standing)));
    if (client.backchannelLogout().isPresent() && hasEnded(user, client, startMillis)) {
      throw new StorageUnavailableException("the session was ended while it was opened");
    }
    return tokens;
  }

  // A client that wants to hear of the end must not be given a session that ended unseen: whatever
  // ends all of a user's sessions after this look finds this one among them.
  private boolean hasEnded(User user, Client client, long startMillis) {
    return standings
        .read(user.tenant(), user.userId(), client.clientId())
        .cutoffs()
        .cover(startMillis);
  }

  /**
   * Opens the session of a code, together with what must happen with it.
   *
   * @param standing read after the code was
   * @param minting makes the tokens before anything is written
   * @param together the other writes, by the new session's {@code sid}
   * @return nothing, having changed nothing, when a condition of these writes does not hold
   */
  Optional<IssuedTokens> open(
      AuthorizationCode code,
      Standing standing,
      Function<Opened, IssuedTokens> minting,
      Function<String, List<DynamoWrite>> together) {
    return sessions.write(
        new NewSession(
            code.tenant(),
            code.userId(),
            code.clientId(),
            code.scopes(),
            code.audience(),
            code.amr(),
            // Which the standing does not cover, and every later revocation does.
            code.authorizedAtMillis(),
            code.authenticatedAtMillis(),
            code.device(),
            Optional.of(code.loginId()).filter(_ -> !code.offline()),
            Optional.of(code.loginId()).filter(_ -> code.offline())),
        draft -> minting.apply(opened(draft, standing)),
        together);
  }

  private static Opened opened(SessionDraft draft, Standing standing) {
    return new Opened(draft.session(), draft.refreshToken(), standing.key());
  }
}
