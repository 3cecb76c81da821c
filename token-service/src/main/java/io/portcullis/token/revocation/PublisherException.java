package io.portcullis.token.revocation;

/** Redis did not do what it was asked; the caller tries again later. */
final class PublisherException extends Exception {
  private static final long serialVersionUID = 1L;

  PublisherException(String message, Throwable cause) {
    super(message, cause);
  }
}
