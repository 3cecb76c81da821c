package io.portcullis.kit.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Checks for the compact constructors of configuration records. A missing key arrives there as
 * null: {@link #or} puts the default; what is still null afterwards is reported as required, unless
 * its component is {@code @Nullable}.
 */
public final class ConfigCheck {
  private ConfigCheck() {}

  /** The value, or the default where the key is missing. */
  public static <T> T or(@Nullable T value, T byDefault) {
    return value == null ? byDefault : value;
  }

  /** Refuses a missing value. */
  public static <T> T required(String key, @Nullable T value) {
    if (value == null) {
      throw new ConfigFault(key, "is required");
    }
    return value;
  }

  /** Refuses a missing or blank text. */
  public static String notBlank(String key, @Nullable String value) {
    String present = required(key, value);
    that(!present.isBlank(), key, "must not be empty");
    return present;
  }

  /** Refuses a value outside {@code least} to {@code most}, both allowed. */
  public static <T extends Comparable<? super T>> T between(
      String key, @Nullable T value, T least, T most) {
    T present = required(key, value);
    if (present.compareTo(least) < 0 || present.compareTo(most) > 0) {
      throw new ConfigFault(
          key, show(present) + " is out of range; allowed: " + show(least) + " to " + show(most));
    }
    return present;
  }

  /** Refuses what does not hold. */
  public static void that(boolean holds, String key, String sentence) {
    if (!holds) {
      throw new ConfigFault(key, sentence);
    }
  }

  private static String show(Object value) {
    return value instanceof Duration duration ? Durations.format(duration) : value.toString();
  }
}
