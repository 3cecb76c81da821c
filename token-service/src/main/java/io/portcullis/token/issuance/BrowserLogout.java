package io.portcullis.token.issuance;

import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.BrowserLogins;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends a browser's login and every session that came of it. No other session joins once the login
 * has ended, so what is revoked then is all; a try that failed half-way is finished by the next.
 */
public final class BrowserLogout {
  /** What a logout came to. */
  public sealed interface Outcome {
    record Ended() implements Outcome {}

    /** Some session may live on: nobody may be told that all is over. */
    record Unavailable(Duration retryAfter) implements Outcome {}
  }

  private final BrowserLogins logins;
  private final SessionStore sessions;
  private final Revocations revocations;
  private final String issuer;

  public BrowserLogout(
      BrowserLogins logins, SessionStore sessions, Revocations revocations, String issuer) {
    this.logins = logins;
    this.sessions = sessions;
    this.revocations = revocations;
    this.issuer = issuer;
  }

  /** The login that a session came of, be the session over or not. */
  public Optional<String> loginOf(String sid) {
    return sessions.findEvenEnded(sid).flatMap(Session::login);
  }

  /** Ends a login that may have ended before. */
  public Outcome end(String loginId) {
    List<RevocationRequest> all =
        logins.end(loginId).map(BrowserLogin::sids).orElseGet(List::of).stream()
            .map(sid -> RevocationRequest.session(issuer, sid))
            .toList();
    if (all.isEmpty()) {
      return new Outcome.Ended();
    }
    for (RevocationOutcome outcome : revocations.revoke(all)) {
      if (outcome instanceof RevocationOutcome.Unavailable(Duration wait)) {
        return new Outcome.Unavailable(wait);
      }
    }
    return new Outcome.Ended();
  }
}
