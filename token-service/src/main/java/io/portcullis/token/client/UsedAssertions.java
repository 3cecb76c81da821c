package io.portcullis.token.client;

import java.time.Instant;

/** The assertions that clients have used, each until it would be over anyway. */
public interface UsedAssertions {
  /**
   * Marks one as used.
   *
   * @param expiry of the assertion
   * @return whether it was new
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when that cannot be known
   */
  boolean use(String clientId, String jti, Instant expiry);
}
