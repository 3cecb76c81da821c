package io.portcullis.token.issuance;

import io.portcullis.token.dynamo.AtomicWrites;
import io.portcullis.token.dynamo.Backoff;
import io.portcullis.token.dynamo.ClockGuard;
import io.portcullis.token.dynamo.DynamoWrite;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.session.NewSession;
import io.portcullis.token.session.SessionDraft;
import io.portcullis.token.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a new session in one transaction with its place and with what must happen with it. Its
 * tokens are made before, and while the clock is trusted: what cannot be handed out opens no
 * session and uses up no code.
 */
public final class SessionWriting {
  /** Of all logins of one user that race for a place, one wins in each round. */
  private static final int MAX_TRIES = 100;

  private final SessionStore sessions;
  private final SessionPlaces places;
  private final AtomicWrites writes;
  private final Backoff backoff;
  private final ClockGuard clockGuard;

  public SessionWriting(
      SessionStore sessions,
      SessionPlaces places,
      AtomicWrites writes,
      Backoff backoff,
      ClockGuard clockGuard) {
    this.sessions = sessions;
    this.places = places;
    this.writes = writes;
    this.backoff = backoff;
    this.clockGuard = clockGuard;
  }

  /**
   * Writes a session with nothing but its place.
   *
   * @param minting makes what the session is for, before anything is written
   */
  IssuedTokens write(NewSession wanted, Function<SessionDraft, IssuedTokens> minting) {
    SessionDraft draft = sessions.draft(wanted);
    IssuedTokens tokens = minted(draft, minting);
    for (int tried = 0; tried < MAX_TRIES; tried++) {
      if (commit(draft, List.of())) {
        return tokens;
      }
      backoff.pause(tried);
    }
    throw new StorageUnavailableException("too many logins of one user at once");
  }

  /**
   * Writes a session with more.
   *
   * @param minting makes what the session is for, before anything is written
   * @param together the other writes, by the new session's {@code sid}
   * @return what was made; nothing, having changed nothing, when a condition of these writes does
   *     not hold
   */
  Optional<IssuedTokens> write(
      NewSession wanted,
      Function<SessionDraft, IssuedTokens> minting,
      Function<String, List<DynamoWrite>> together) {
    SessionDraft draft = sessions.draft(wanted);
    IssuedTokens tokens = minted(draft, minting);
    return commit(draft, together.apply(draft.session().sid()))
        ? Optional.of(tokens)
        : Optional.empty();
  }

  // Asked after the reads that the tokens rest on, which have just compared the clocks.
  private IssuedTokens minted(SessionDraft draft, Function<SessionDraft, IssuedTokens> minting) {
    IssuedTokens tokens = minting.apply(draft);
    if (!clockGuard.trusted()) {
      throw new StorageUnavailableException("this clock is not DynamoDB's");
    }
    return tokens;
  }

  private boolean commit(SessionDraft draft, List<DynamoWrite> together) {
    List<DynamoWrite> all = new ArrayList<>(together);
    all.addAll(places.of(draft));
    all.add(sessions.opening(draft));
    return writes.commit(all);
  }
}
