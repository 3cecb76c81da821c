package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The moment at which something ends, written as RFC 3339 5.6 has it.
 *
 * @param instant without the offset that it was written with
 */
public record Until(Instant instant) {
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /** Reads the written form. */
  @JsonCreator
  public static Until parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (!FORM.matcher(upper).matches()) {
      throw refusal(text);
    }
    try {
      return new Until(OffsetDateTime.parse(upper).toInstant());
    } catch (DateTimeException e) {
      throw refusal(text);
    }
  }

  private static IllegalArgumentException refusal(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a moment; write it like 2026-07-01T18:30:00Z (RFC 3339)");
  }

  @Override
  public String toString() {
    return instant.toString();
  }
}
