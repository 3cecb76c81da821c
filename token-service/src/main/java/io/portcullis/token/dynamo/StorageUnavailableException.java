package io.portcullis.token.dynamo;

/**
 * DynamoDB did not answer, refused for its own reasons (throttling), or the outcome of a write is
 * unknown. Never says anything about a credential: a front door answers 503 with {@code
 * Retry-After}.
 */
public final class StorageUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public StorageUnavailableException(String message) {
    super(message);
  }
}
