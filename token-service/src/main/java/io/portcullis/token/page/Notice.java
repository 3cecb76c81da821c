package io.portcullis.token.page;

import java.time.Duration;

/**
 * Something to read.
 *
 * @param key of its text
 * @param delay the time that its gap is for; zero where it has none
 */
public record Notice(String key, Duration delay) {
  /** A text without gaps. */
  public static Notice of(String key) {
    return new Notice(key, Duration.ZERO);
  }

  /** There were too many tries; the next may be after this wait. */
  public static Notice limited(Duration delay) {
    return new Notice("login.limited", delay);
  }
}
