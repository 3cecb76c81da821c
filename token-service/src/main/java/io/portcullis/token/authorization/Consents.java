package io.portcullis.token.authorization;

import java.util.Collection;
import java.util.Set;

/**
 * What users have agreed to. Reads are strongly consistent; all methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface Consents {
  /** Who lets whom use what. */
  record Agreement(String tenant, String userId, String clientId, String audience) {}

  /** The scopes that were agreed to. */
  Set<String> scopes(Agreement agreement);

  /** Adds to them. */
  void add(Agreement agreement, Collection<String> scopes);
}
