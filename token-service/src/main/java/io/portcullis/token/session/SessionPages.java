package io.portcullis.token.session;

import java.util.Optional;

/** Goes through many sessions, a part at a time. */
public interface SessionPages {
  /**
   * A part of the sessions. What it says of each is read strongly; a user's are found by an index,
   * which lags by up to seconds, all others without one, by reading the whole table.
   *
   * @param from {@code next} of the part before
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when DynamoDB cannot answer
   */
  SessionPage page(SessionScope scope, Optional<String> from);
}
