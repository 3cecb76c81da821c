package io.portcullis.token.issuance;

import io.portcullis.token.account.UserStore;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.BrowserLogins;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends a browser's login and every session that came of it. No other session joins once the login
 * has ended, so what is revoked then is all; a try that failed half-way is finished by the next,
 * and a repeat of one that did not fail adds nothing to the log.
 */
public final class BrowserLogout {
  /** What a logout came to. */
  public sealed interface Outcome {
    record Ended() implements Outcome {}

    /** Some session may live on: nobody may be told that all is over. */
    record Unavailable(Duration retryAfter) implements Outcome {}
  }

  private final UserStore users;
  private final BrowserLogins logins;
  private final SessionStore sessions;
  private final SessionEnding ending;

  public BrowserLogout(
      UserStore users,
      BrowserLogins logins,
      SessionStore sessions,
      Revocations revocations,
      String issuer) {
    this.users = users;
    this.logins = logins;
    this.sessions = sessions;
    this.ending = new SessionEnding(sessions, revocations, issuer);
  }

  /** Ends a login that may have ended before. */
  public Outcome end(String loginId) {
    return ending.endAgain(logins.end(loginId).map(BrowserLogin::sids).orElseGet(List::of));
  }

  /**
   * Ends one session that a client speaks for, but an offline one: that ends by revocation, by the
   * end of all, or by expiry.
   */
  public Outcome endSession(String sid) {
    return ending.endAgain(
        sessions
            .findEvenEnded(sid)
            .filter(session -> !session.scopes().contains("offline_access"))
            .map(Session::sid)
            .stream()
            .toList());
  }

  /**
   * Ends a session on its user's word, and the browser's login that it came of, so that no other
   * session begins there without a password: also of an offline session, which would outlive that
   * login.
   *
   * @param here the login in which the user says so, which goes on
   */
  public Outcome endWithLogin(Session session, Optional<String> here) {
    Optional<String> login = session.cameOf().filter(id -> !here.equals(Optional.of(id)));
    if (login.isPresent() && end(login.get()) instanceof Outcome.Unavailable unavailable) {
      return unavailable;
    }
    return ending.end(List.of(session.sid()));
  }

  /**
   * Ends all sessions of a user but one, and all logins of browsers but the one that it came of.
   * First the logins, also those that no session tells of: from then on nothing begins in them.
   */
  public Outcome endAllBut(Session here) {
    users.endLogins(here.tenant(), here.userId(), here.login());
    List<String> others =
        sessions.liveSidsOf(here.tenant(), here.userId()).stream()
            .filter(sid -> !sid.equals(here.sid()))
            .toList();
    for (String login : loginsOf(others, here.login())) {
      if (end(login) instanceof Outcome.Unavailable unavailable) {
        return unavailable;
      }
    }
    return ending.end(others);
  }

  // A login knows its latest sessions before the index of all does.
  private List<String> loginsOf(List<String> sids, Optional<String> here) {
    return sids.stream()
        .flatMap(sid -> sessions.findEvenEnded(sid).flatMap(Session::login).stream())
        .filter(id -> !here.equals(Optional.of(id)))
        .distinct()
        .toList();
  }
}
