package io.portcullis.kit.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A text that must not be seen: it is {@code ***} wherever it is printed. */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Wraps a text. */
  @JsonCreator
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The text itself; hand it on at once, never store or print it. */
  public String reveal() {
    return text;
  }

  /** Whether there is nothing to keep. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && text.equals(secret.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return "***";
  }
}
