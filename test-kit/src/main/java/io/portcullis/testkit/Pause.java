package io.portcullis.testkit;

/** Waiting between two looks at another process. */
final class Pause {
  private Pause() {}

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static FixtureException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FixtureException("interrupted", e);
  }
}
