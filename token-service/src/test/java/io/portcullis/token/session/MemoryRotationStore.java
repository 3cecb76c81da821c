package io.portcullis.token.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session in memory, under the very condition of {@link DynamoRotation}. */
final class MemoryRotationStore implements RotationStore {
  private @Nullable StoredSession stored;

  /** The client library repeats each write, as it does after a lost answer. */
  private boolean repeating;

  void set(StoredSession session) {
    stored = session;
  }

  StoredSession get() {
    StoredSession session = stored;
    if (session == null) {
      throw new IllegalStateException("empty");
    }
    return session;
  }

  void repeating(boolean on) {
    repeating = on;
  }

  @Override
  public Optional<StoredSession> stored(String sid) {
    return Optional.ofNullable(stored).filter(found -> found.session().sid().equals(sid));
  }

  @Override
  public RotationWrite rotate(RotationAttempt attempt) {
    RotationWrite first = write(attempt);
    return repeating ? write(attempt) : first;
  }

  private RotationWrite write(RotationAttempt attempt) {
    StoredSession found = stored;
    if (found == null || !found.session().sid().equals(attempt.presented().sid())) {
      return new RotationWrite.Absent();
    }
    if (!holds(attempt, found)) {
      return new RotationWrite.Found(found);
    }
    Map<Integer, Slot> slots = new HashMap<>(found.slots());
    slots.put(Slot.indexOf(attempt.presented().generation()), attempt.slot());
    StoredSession now =
        new StoredSession(
            found.session(),
            true,
            attempt.successor().hash(),
            attempt.successor().generation(),
            Map.copyOf(slots));
    stored = now;
    return new RotationWrite.Written(now);
  }

  private static boolean holds(RotationAttempt attempt, StoredSession found) {
    Slot replaced = found.slots().get(Slot.indexOf(attempt.presented().generation()));
    return found.currentHash().equals(attempt.presented().hash())
        && found.generation() == attempt.presented().generation()
        && found.active()
        && !found.expiredAt(attempt.nowMillis())
        && found.session().clientId().equals(attempt.terms().clientId())
        && (replaced == null || replaced.graceEndsMillis() < attempt.nowMillis());
  }
}
