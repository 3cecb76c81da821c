package io.portcullis.token.authorization;

import java.time.Duration;
import java.util.Optional;

/**
 * Where pushed authorization requests live (RFC 9126). All methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface PushedRequests {
  /** How long one can be used. */
  Duration LIFE = Duration.ofSeconds(90);

  /**
   * Keeps a request.
   *
   * @param parameters form-encoded
   * @return its reference, the last part of the {@code request_uri}
   */
  String push(String clientId, String parameters);

  /** Takes the request, if it is this client's: nobody can take it again. */
  Optional<String> take(String clientId, String reference);
}
