package io.portcullis.token.authorization;

import java.util.Collection;
import java.util.Set;

/**
 * What users have agreed to. Reads are strongly consistent; all methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface Consents {
  /** The scopes that the user lets the client have. */
  Set<String> scopes(String tenant, String userId, String clientId);

  /** Adds to them. */
  void add(String tenant, String userId, String clientId, Collection<String> scopes);
}
