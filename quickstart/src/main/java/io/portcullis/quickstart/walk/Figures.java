package io.portcullis.quickstart.walk;

import java.util.Locale;

/** How figures are written. */
final class Figures {
  private Figures() {}

  static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f ms", millis);
  }

  static String millisSince(long beginNanos) {
    return millis((System.nanoTime() - beginNanos) / 1e6);
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
