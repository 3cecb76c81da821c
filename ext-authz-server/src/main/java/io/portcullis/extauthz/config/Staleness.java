package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.portcullis.kit.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How old the revocation state may be: a duration, or {@code unlimited}.
 *
 * @param limit null for unlimited
 */
public record Staleness(@Nullable Duration limit) {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofHours(24);

  /** Reads the written form. */
  @JsonCreator
  public static Staleness parse(String text) {
    if (text.equals("unlimited")) {
      return new Staleness(null);
    }
    if (!text.matches("[0-9]{1,9}(ms|s|m|h)")) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a duration like 10s nor unlimited; allowed: 2s to 24h");
    }
    Duration limit = Durations.parse(text);
    // A heartbeat comes four times a second, and a lost one must not close the gate.
    if (limit.compareTo(LEAST) < 0 || limit.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          Durations.format(limit) + " is out of range; allowed: 2s to 24h, or unlimited");
    }
    return new Staleness(limit);
  }

  /** Whether any age will do. */
  public boolean isUnlimited() {
    return limit == null;
  }

  /** The limit in milliseconds; {@link Long#MAX_VALUE} for unlimited. */
  public long toMillis() {
    return limit == null ? Long.MAX_VALUE : limit.toMillis();
  }
}
