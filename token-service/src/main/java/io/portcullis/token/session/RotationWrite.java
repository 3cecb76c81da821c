package io.portcullis.token.session;

/** What became of a {@link RotationAttempt}. */
sealed interface RotationWrite {
  /** Written; the item as it is now. */
  record Written(StoredSession now) implements RotationWrite {}

  /** A condition failed, nothing written; the item as it was found. */
  record Found(StoredSession then) implements RotationWrite {}

  /** There is no such item. */
  record Absent() implements RotationWrite {}

  /** Not answered, throttled, or in conflict with a transaction for too long. */
  record Failed() implements RotationWrite {}
}
