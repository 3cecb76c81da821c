package io.portcullis.testkit;

/**
 * How long a search or a fault scenario runs: short in every build, long under {@code make soak}.
 * Such tests carry the tag {@value #TAG}, by which {@code tools/soak} finds them.
 */
public final class Soak {
  public static final String TAG = "soak";

  private static final boolean LONG = Boolean.getBoolean("portcullis.soak");

  private Soak() {}

  /** Whether this is a long run. */
  public static boolean isLong() {
    return LONG;
  }

  /** The one in every build, the other under {@code make soak}. */
  public static int times(int usually, int inALongRun) {
    return LONG ? inALongRun : usually;
  }
}
