package io.portcullis.token.revocation;

/** The slot is moving to another master, and the command's keys are not all on one side. */
final class SplitSlotException extends PublisherException {
  private static final long serialVersionUID = 1L;

  SplitSlotException(Throwable cause) {
    super("the slot is moving to another master: " + cause.getMessage(), cause);
  }
}
