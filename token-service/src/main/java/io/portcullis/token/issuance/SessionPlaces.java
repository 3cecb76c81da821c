package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.Place;
import io.portcullis.token.session.SessionDraft;
import io.portcullis.token.session.SessionStore;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only so many sessions of a user live at once: for a new one the oldest ends, by the same
 * revocation as a logout, before the new one opens. So the limit holds at every moment, also
 * between logins that race: each is listed in the transaction that opens it. Sessions with {@code
 * offline_access} do not count, as they are not somebody's device.
 */
public final class SessionPlaces {
  private static final Logger LOG = LoggerFactory.getLogger(SessionPlaces.class);
  private static final String OFFLINE = "offline_access";

  /** Others may take the place that was made. */
  private static final int MAX_TRIES = 100;

  private final SessionStore sessions;
  private final Revocations revocations;
  private final String issuer;
  private final int most;

  /**
   * @param most 1 to 100; 0 for any number
   */
  public SessionPlaces(SessionStore sessions, Revocations revocations, String issuer, int most) {
    this.sessions = sessions;
    this.revocations = revocations;
    this.issuer = issuer;
    this.most = most;
  }

  /** What is to be written together with a session's opening; the oldest may have ended for it. */
  List<DynamoWrite> of(SessionDraft draft) {
    if (most == 0 || draft.session().scopes().contains(OFFLINE)) {
      return List.of();
    }
    for (int tried = 0; tried < MAX_TRIES; tried++) {
      switch (sessions.place(draft, most)) {
        case Place.Free(DynamoWrite write) -> {
          return List.of(write);
        }
        case Place.Full(List<String> oldest) -> end(oldest);
      }
    }
    throw new StorageUnavailableException("too many logins of one user at once");
  }

  private void end(List<String> sids) {
    List<RevocationOutcome> outcomes =
        revocations.revoke(
            sids.stream().map(sid -> RevocationRequest.session(issuer, sid)).toList());
    if (!outcomes.stream().allMatch(RevocationOutcome.Revoked.class::isInstance)) {
      throw new StorageUnavailableException("a session could not be ended for a newer one");
    }
    LOG.info("session.limit: {} ended for a newer login of the same user", sids);
  }
}
