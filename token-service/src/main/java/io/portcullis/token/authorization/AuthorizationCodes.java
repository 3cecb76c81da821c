package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.Optional;

/**
 * Where authorization codes live. Reads are strongly consistent; all methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface AuthorizationCodes {
  void add(AuthorizationCode code);

  /** The code until it expires; once it is used, as long as it is remembered. */
  Optional<AuthorizationCode> find(String id);

  /**
   * Uses it for a session: to commit together with the session's opening. Fails when it is used or
   * has expired.
   */
  DynamoWrite using(AuthorizationCode code, String sid);
}
