package io.portcullis.token.session;

import java.util.Optional;

/** Where a rotation is decided: by one conditional write. */
interface RotationStore {
  /**
   * The session, be it active or over, read strongly.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when it cannot be read now
   */
  Optional<StoredSession> stored(String sid);

  RotationWrite rotate(RotationAttempt attempt);
}
