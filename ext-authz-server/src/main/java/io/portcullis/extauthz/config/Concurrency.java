package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.OptionalInt;

/**
 * A number of things done at once, or {@code auto}.
 *
 * @param fixed empty for auto
 */
public record Concurrency(OptionalInt fixed) {
  /** Reads the written form. */
  @JsonCreator
  public static Concurrency parse(String text) {
    if (text.equals("auto")) {
      return new Concurrency(OptionalInt.empty());
    }
    if (!text.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a number nor auto; allowed: 1 to 9999, or auto");
    }
    return new Concurrency(OptionalInt.of(Integer.parseInt(text)));
  }

  /** The number; for auto one less than the processors, at least one. */
  public int on(int processors) {
    return fixed.orElse(Math.max(1, processors - 1));
  }
}
