package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.issuance.BrowserLogout.Outcome;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.SessionState;
import io.portcullis.token.session.SessionState.Phase;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions, and writes nothing more once their end is known to be durable. That a session has
 * ended does not say so: a log writer that was held up commits the end with an entry whose times
 * are too early, and may die before it has written the entry anew. So who finds a session ended
 * revokes it once more, and notes that on the session when it is acknowledged. From then on a
 * repeat costs a read, however often somebody logs out with what they have kept.
 */
final class SessionEnding {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEnding.class);

  private final SessionStore sessions;
  private final Revocations revocations;
  private final String issuer;

  SessionEnding(SessionStore sessions, Revocations revocations, String issuer) {
    this.sessions = sessions;
    this.revocations = revocations;
    this.issuer = issuer;
  }

  /** Ends sessions that live. */
  Outcome end(List<String> live) {
    if (live.isEmpty()) {
      return new Outcome.Ended();
    }
    for (RevocationOutcome outcome :
        revocations.revoke(
            live.stream().map(sid -> RevocationRequest.session(issuer, sid)).toList())) {
      if (outcome instanceof RevocationOutcome.Unavailable(Duration wait)) {
        return new Outcome.Unavailable(wait);
      }
    }
    return new Outcome.Ended();
  }

  /**
   * Ends sessions that may have ended before.
   *
   * @param sids at most 100
   */
  Outcome endAgain(List<String> sids) {
    Map<String, SessionState> before = sessions.statesOf(sids);
    // Those that are kept no more are revoked as well: a restored table may lack one that lives.
    List<String> due = sids.stream().filter(sid -> !is(before, sid, Phase.SETTLED)).toList();
    Outcome outcome = end(due);
    if (outcome instanceof Outcome.Ended) {
      settle(due.stream().filter(sid -> is(before, sid, Phase.ENDED)).toList());
    }
    return outcome;
  }

  private static boolean is(Map<String, SessionState> states, String sid, Phase phase) {
    SessionState state = states.get(sid);
    return state != null && state.phase() == phase;
  }

  // Only spares the next one the trouble: what was asked for is done without it.
  private void settle(List<String> sids) {
    try {
      sids.forEach(sessions::settle);
    } catch (StorageUnavailableException e) {
      LOG.warn("sessions that have ended are not settled: {}", e.getMessage());
    }
  }
}
