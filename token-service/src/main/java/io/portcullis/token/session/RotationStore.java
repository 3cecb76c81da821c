package io.portcullis.token.session;

/** Where a rotation is decided: one conditional write, no read before. */
interface RotationStore {
  RotationWrite rotate(RotationAttempt attempt);
}
