package io.portcullis.kit.lifecycle;

/**
 * Why a process cannot start, in one sentence for the operator: it names what was tried, what is
 * wrong and, where that helps, what to do. Printed without a stack trace; exit code 1.
 */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence without a final full stop
   */
  public StartupException(String sentence) {
    super(sentence);
  }

  /**
   * @param sentence without a final full stop
   * @param cause for debugging only; its message is not shown
   */
  public StartupException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
