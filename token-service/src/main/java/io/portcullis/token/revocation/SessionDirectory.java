package io.portcullis.token.revocation;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.Optional;

/** What the log must know of sessions; the root connects it with the room that owns them. */
public interface SessionDirectory {
  /** A session by its id, active or not; empty for an unknown one, e.g. a foreign issuer's. */
  Optional<KnownSession> find(String sid);

  /**
   * A session that exists.
   *
   * @param ending the write that ends it
   */
  record KnownSession(String tenant, String userId, DynamoWrite ending) {}
}
