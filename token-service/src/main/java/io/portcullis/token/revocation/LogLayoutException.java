package io.portcullis.token.revocation;

/** The table holds a log of another shape or of another time than this process was started for. */
public final class LogLayoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogLayoutException(String sentence) {
    super(sentence);
  }
}
