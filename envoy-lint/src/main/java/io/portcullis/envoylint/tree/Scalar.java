package io.portcullis.envoylint.tree;

import java.util.Locale;
import java.util.Set;

/** A single value, as it is written. */
public record Scalar(Place place, FieldPath path, String text) implements Value {
  // What yaml-cpp, which Envoy reads with, takes for true; and Envoy takes the string "true" as
  // well.
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");

  /** Whether Envoy reads it as true. */
  public boolean isTrue() {
    return TRUE.contains(text.toLowerCase(Locale.ROOT));
  }
}
