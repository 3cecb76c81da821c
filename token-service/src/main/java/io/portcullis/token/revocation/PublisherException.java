package io.portcullis.token.revocation;

/** Redis did not do what it was asked; the caller tries again later. */
sealed class PublisherException extends Exception permits SplitSlotException {
  private static final long serialVersionUID = 1L;

  PublisherException(String message, Throwable cause) {
    super(message, cause);
  }
}
