package io.portcullis.token.issuance;

import io.portcullis.token.authorization.AuthorizationCode;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.BrowserLogins;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.session.SessionState;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The places of a browser's login, which lists so many sessions and no more. For another, those
 * leave that are over; where all live, the oldest of the same client; and another client's only
 * where that has none. So no site logs its visitors out of the others by letting its own client be
 * authorized over and over without a word.
 */
public final class LoginPlaces {
  /** What is to be written together with a session's opening, by its {@code sid}. */
  sealed interface Place {
    record Free(Function<String, DynamoWrite> write) implements Place {}

    /** A session that has to leave cannot be ended now. */
    record Unavailable(Duration retryAfter) implements Place {}
  }

  private final BrowserLogins logins;
  private final SessionStore sessions;
  private final SessionEnding ending;

  public LoginPlaces(
      BrowserLogins logins, SessionStore sessions, Revocations revocations, String issuer) {
    this.logins = logins;
    this.sessions = sessions;
    this.ending = new SessionEnding(sessions, revocations, issuer);
  }

  /** A place for the session of a code; others may have ended for it. */
  Place of(AuthorizationCode code, BrowserLogin login) {
    if (code.offline()) {
      return new Place.Free(_ -> logins.notEnded(login));
    }
    List<String> leaving =
        login.isFull() ? leaving(login.sids(), code.clientId()) : List.<String>of();
    // Ended before they leave the login's list: a logout in between finds them there.
    return switch (ending.endAgain(leaving)) {
      case BrowserLogout.Outcome.Ended() ->
          new Place.Free(sid -> logins.joining(login, leaving, sid));
      case BrowserLogout.Outcome.Unavailable(Duration wait) -> new Place.Unavailable(wait);
    };
  }

  private List<String> leaving(List<String> sids, String clientId) {
    Map<String, SessionState> states = sessions.statesOf(sids);
    List<String> over =
        sids.stream()
            .filter(sid -> state(states, sid).filter(LoginPlaces::lives).isEmpty())
            .toList();
    return over.isEmpty() ? List.of(oldest(sids, states, clientId)) : over;
  }

  private static String oldest(
      List<String> sids, Map<String, SessionState> states, String clientId) {
    return sids.stream()
        .filter(sid -> state(states, sid).filter(of -> of.clientId().equals(clientId)).isPresent())
        .findFirst()
        .orElseGet(sids::getFirst);
  }

  private static Optional<SessionState> state(Map<String, SessionState> states, String sid) {
    return Optional.ofNullable(states.get(sid));
  }

  private static boolean lives(SessionState state) {
    return state.phase() == SessionState.Phase.LIVE;
  }
}
