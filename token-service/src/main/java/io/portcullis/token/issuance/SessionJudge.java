package io.portcullis.token.issuance;

import io.portcullis.kit.concurrent.SharedReads;
import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.authorization.AuthorizationCode;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.RotationResult;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a session may go on. */
public final class SessionJudge {
  private static final Logger LOG = LoggerFactory.getLogger(SessionJudge.class);

  private final UserStore users;
  private final StandingReader standings;
  private final SharedReads<Holder, Optional<Standing>> reads;
  private final SessionStore sessions;
  private final Revocations revocations;
  private final String issuer;
  private final SessionEnding ending;

  public SessionJudge(
      UserStore users,
      StandingReader standings,
      SessionStore sessions,
      Revocations revocations,
      String issuer) {
    this.users = users;
    this.standings = standings;
    this.reads = new SharedReads<>(this::read);
    this.sessions = sessions;
    this.revocations = revocations;
    this.issuer = issuer;
    this.ending = new SessionEnding(sessions, revocations, issuer);
  }

  /** All that a session's standing depends on, but its start. */
  private record Holder(String tenant, String userId, String clientId) {}

  /** The session's standing, if neither its user nor a revocation at large forbids it. */
  Optional<Standing> standing(Session session) {
    return standing(
        session.tenant(), session.userId(), session.clientId(), session.sessionStartMillis());
  }

  /** The same of what started then and is no session yet. */
  Optional<Standing> standing(String tenant, String userId, String clientId, long startMillis) {
    return reads
        .get(new Holder(tenant, userId, clientId))
        .filter(standing -> !standing.cutoffs().cover(startMillis));
  }

  private Optional<Standing> read(Holder holder) {
    return users
        .find(holder.tenant(), holder.userId())
        .filter(User::active)
        .map(_ -> standings.read(holder.tenant(), holder.userId(), holder.clientId()));
  }

  /**
   * Why a session may begin in a browser's login.
   *
   * @param lasting fails, together with the session's opening, when its user has ended that login
   *     with all others meanwhile
   */
  record Beginning(Standing standing, DynamoWrite lasting) {}

  /** Whether the session of a code may begin in the login that the code came of. */
  Optional<Beginning> beginning(AuthorizationCode code, BrowserLogin login) {
    return users
        .find(code.tenant(), code.userId())
        .filter(login::isOpenTo)
        .flatMap(user ->
            uncovered(code.tenant(), code.userId(), code.clientId(), code.authorizedAtMillis())
                .map(standing -> new Beginning(standing, users.sameLoginEpoch(user))));
  }

  private Optional<Standing> uncovered(
      String tenant, String userId, String clientId, long startMillis) {
    Standing standing = standings.read(tenant, userId, clientId);
    return standing.cutoffs().cover(startMillis) ? Optional.empty() : Optional.of(standing);
  }

  /** Ends a session for good. */
  RevocationOutcome end(String sid) {
    return revocations.revoke(RevocationRequest.session(issuer, sid));
  }

  /** Ends a session for good that may have ended before. */
  BrowserLogout.Outcome endAgain(String sid) {
    return ending.endAgain(List.of(sid));
  }

  /** The session whose current refresh token this is, if it may go on. */
  Optional<Session> living(String refreshToken) {
    return sessions
        .findByRefreshToken(refreshToken)
        .filter(session -> standing(session).isPresent());
  }

  /**
   * What is asked for beyond all that the session was ever granted, if anything. A refresh only
   * narrows: scopes by RFC 6749 section 6, resources by RFC 8707 section 2.2.
   */
  Optional<RefreshResult> excess(Session session, Set<String> scopes, Set<String> resources) {
    if (!Set.copyOf(session.scopes()).containsAll(scopes)) {
      return Optional.of(new RefreshResult.InvalidScope());
    }
    return Set.of(session.audience()).containsAll(resources)
        ? Optional.empty()
        : Optional.of(new RefreshResult.InvalidTarget());
  }

  /** RFC 9700 section 4.14.2: nobody can tell the thief from the victim, so both are out. */
  RefreshResult endForReuse(RotationResult.Reused reused) {
    LOG.warn(
        "refresh.reuse_detected: session {} ended; generation {} was presented, {} is current",
        reused.session().sid(),
        reused.presentedGeneration(),
        reused.currentGeneration());
    return switch (end(reused.session().sid())) {
      case RevocationOutcome.Revoked _ -> new RefreshResult.Reused();
      case RevocationOutcome.Unavailable unavailable ->
          new RefreshResult.Unavailable(unavailable.retryAfter());
    };
  }
}
