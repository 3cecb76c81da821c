package io.portcullis.token.authorization;

import java.util.Collection;
import java.util.Set;

/**
 * What users have agreed to. Reads are strongly consistent; all methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface Consents {
  /** The scopes that were agreed to. */
  Set<String> scopes(ConsentKey key);

  /** Adds to them. */
  void add(ConsentKey key, Collection<String> scopes);
}
