package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;
import java.util.Optional;

/** What the log must know of sessions; the root connects it with the room that owns them. */
public interface SessionDirectory {
  /** A session by its id, active or not; empty for an unknown one, e.g. a foreign issuer's. */
  Optional<KnownSession> find(String sid);

  /**
   * What is to be written together with the revocation of a user, tenant or client; it has no
   * conditions.
   */
  default List<DynamoWrite> endingAll(RevocationRequest cutoff) {
    return List.of();
  }

  /**
   * A session that exists.
   *
   * @param ending the writes that end it
   */
  record KnownSession(String tenant, String userId, List<DynamoWrite> ending) {}
}
