package io.portcullis.token.revocation;

/** What became of a {@link Commit}. */
enum CommitResult {
  /** Durable. */
  COMMITTED,
  /** Another writer moved the head first. */
  HEAD_MOVED,
  /** A condition other than the head's failed. */
  CONDITION_FAILED,
  /** Another transaction held one of the items. */
  CONFLICT,
  /** Not answered: it may have happened. */
  UNKNOWN
}
