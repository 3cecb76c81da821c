package io.portcullis.testkit;

/** Something real that a test starts and must end. */
public interface Fixture extends AutoCloseable {

  /**
   * The end of what its processes have written, for a reader who looks for the reason of a failure.
   */
  String logTail();

  /** Ends every process it started, whatever state they are in. */
  @Override
  void close();
}
