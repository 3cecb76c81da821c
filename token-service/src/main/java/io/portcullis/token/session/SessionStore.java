package io.portcullis.token.session;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions. Reads are strongly consistent but for {@link #sessionsOf}; every method throws
 * {@link io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface SessionStore {
  /** Opens a session with generation 1. */
  SessionDraft open(NewSession session);

  /** What would be opened: nothing is written before its {@link #opening} is committed. */
  SessionDraft draft(NewSession session);

  /**
   * What lists the draft among its user's sessions that count: to commit together with its opening.
   *
   * @param most 1 to 100
   */
  Place place(SessionDraft draft, int most);

  /** A write that opens the draft, to commit together with what must happen with it. */
  DynamoWrite opening(SessionDraft draft);

  /** The session, be it active or over. */
  Optional<Session> findEvenEnded(String sid);

  /** The session, if it is active and within its limits. */
  Optional<Session> find(String sid);

  /** Whose session this is, be it active or ended. */
  Optional<SessionOwner> owner(String sid);

  /** The session whose one live refresh token this is; rotates nothing. */
  Optional<Session> findByRefreshToken(String presented);

  /** The session that this token was made for by us, be it the live one or an older one. */
  Optional<Session> findByAnyRefreshToken(String presented);

  /** The active sessions of a user, newest first, at most 100; an index lags by up to seconds. */
  List<Session> sessionsOf(String tenant, String userId);

  /** The ids of all of a user's active sessions; an index lags by up to seconds. */
  List<String> liveSidsOf(String tenant, String userId);

  /**
   * How sessions stand.
   *
   * @param sids at most 100
   * @return those that are still kept, by {@code sid}
   */
  Map<String, SessionState> statesOf(List<String> sids);

  /** Notes of a session that has ended that its revocation has been acknowledged. */
  void settle(String sid);

  /**
   * Ends a session that exists, active or not: a write to commit together with the session's
   * revocation. Its condition fails only if the item has gone meanwhile.
   */
  DynamoWrite ending(String sid);

  /**
   * Ends a session that nobody has ended: the same, but its condition fails where somebody has.
   * What is committed together with it happens once.
   */
  DynamoWrite firstEnding(String sid);
}
