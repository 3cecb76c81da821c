package io.portcullis.token.page;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;

/** All texts in one language. */
public final class Texts {
  private static final long SECONDS_PER_MINUTE = 60;

  private final Locale locale;
  private final Map<String, String> texts;
  private final String stylesheet;

  Texts(Locale locale, Map<String, String> texts, String stylesheet) {
    this.locale = locale;
    this.texts = Map.copyOf(texts);
    this.stylesheet = stylesheet;
  }

  /** RFC 5646, for {@code lang}. */
  public String language() {
    return locale.toLanguageTag();
  }

  public String stylesheet() {
    return stylesheet;
  }

  /** The text of a key, its gaps filled; not yet escaped. */
  public String get(String key, String... gaps) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    return gaps.length == 0 ? text : new MessageFormat(quoted(text), locale).format(gaps);
  }

  /** The text of a notice. */
  public String get(Notice notice) {
    return notice.delay().isZero() ? get(notice.key()) : get(notice.key(), told(notice.delay()));
  }

  /** In whole seconds, or beyond a minute in whole minutes; never less than it is. */
  private String told(Duration wait) {
    long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    return seconds > SECONDS_PER_MINUTE
        ? counted("time.minutes", Math.ceilDiv(seconds, SECONDS_PER_MINUTE))
        : counted("time.seconds", seconds);
  }

  private String counted(String key, long count) {
    return new MessageFormat(quoted(get(key)), locale).format(new Object[] {count});
  }

  /** What a scope lets an app do. */
  public String scope(String scope) {
    String text = texts.get("scope." + scope);
    return text == null || scope.equals("other") ? get("scope.other", scope) : text;
  }

  /** A moment in UTC. */
  public String time(long epochMillis) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(locale)
            .withZone(ZoneOffset.UTC)
            .format(Instant.ofEpochMilli(epochMillis))
        + " UTC";
  }

  // In MessageFormat an apostrophe quotes; in a text it is one.
  private static String quoted(String text) {
    return text.replace("'", "''");
  }
}
