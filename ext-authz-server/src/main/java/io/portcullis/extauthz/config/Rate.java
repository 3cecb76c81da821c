package io.portcullis.extauthz.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of events per second, written {@code 100/s}, or {@code unlimited}.
 *
 * @param perSecond empty for unlimited
 */
public record Rate(OptionalInt perSecond) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})/s");

  /** Reads the written form. */
  @JsonCreator
  public static Rate parse(String text) {
    if (text.equals("unlimited")) {
      return new Rate(OptionalInt.empty());
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate; allowed: 1/s to 9999999/s, or unlimited");
    }
    return new Rate(OptionalInt.of(Integer.parseInt(matcher.group(1))));
  }
}
