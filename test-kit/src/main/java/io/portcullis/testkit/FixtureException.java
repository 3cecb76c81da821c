package io.portcullis.testkit;

/** A fixture could not do what was asked; the message says which and shows the end of its log. */
public final class FixtureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FixtureException(String message) {
    super(message);
  }

  public FixtureException(String message, Throwable cause) {
    super(message, cause);
  }
}
