package io.portcullis.token.backchannel;

import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Goes through the sessions that a revocation at large has ended, and writes an errand for each,
 * together with the end of the session itself: so no session gets two, whoever else ends it, and
 * whoever dies on the way goes on where he was.
 */
final class LogoutWalk {
  /** The index of a user's sessions lags; after so long it knows all that were there. */
  static final Duration INDEX_LAG = Duration.ofMinutes(1);

  /** How long an instance has a part for itself. */
  static final Duration LEASE = Duration.ofMinutes(1);

  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final EndedSessions sessions;
  private final InstantSource clock;

  LogoutWalk(Outbox outbox, EndedSessions sessions, InstantSource clock) {
    this.outbox = outbox;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Does the next part.
   *
   * @return what to go on with, unless this walk is over for now, or somebody else's
   */
  Optional<OutboxItem> step(OutboxItem leased, Errand.Walk walk) {
    long begunMillis = walk.progress().map(Errand.Progress::begunMillis).orElse(clock.millis());
    EndedSessions.Part part =
        sessions.part(walk.scope(), walk.progress().map(Errand.Progress::next));
    boolean whole = true;
    for (Session session : part.sessions()) {
      whole &= sessions.end(session);
    }
    if (!whole) {
      // Others had to do with some of them: the next look tells whether these are ended now.
      outbox.change(leased, walk, clock.millis() + AGAIN.toMillis());
      return Optional.empty();
    }
    if (part.next().isEmpty()) {
      finish(leased, walk.scope(), begunMillis);
      return Optional.empty();
    }
    return outbox.change(
        leased,
        new Errand.Walk(
            walk.scope(), part.next().map(next -> new Errand.Progress(begunMillis, next))),
        clock.millis() + LEASE.toMillis());
  }

  private void finish(OutboxItem leased, SessionScope scope, long begunMillis) {
    long allSeenMillis = leased.sinceMillis() + lag(scope).toMillis();
    if (begunMillis >= allSeenMillis) {
      outbox.remove(leased);
    } else {
      outbox.change(
          leased,
          new Errand.Walk(scope, Optional.empty()),
          Math.max(allSeenMillis, clock.millis() + AGAIN.toMillis()));
    }
  }

  private static Duration lag(SessionScope scope) {
    return switch (scope) {
      case SessionScope.OfUser _ -> INDEX_LAG;
      case SessionScope.OfTenant _, SessionScope.OfClient _ -> Duration.ZERO;
    };
  }
}
