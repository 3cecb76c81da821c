package io.portcullis.envoylint.tree;

import org.jspecify.annotations.Nullable;

/** The way from the root of a file to a value, like {@code listeners[0].name}. */
public final class FieldPath {
  private final @Nullable FieldPath parent;
  private final String step;

  private FieldPath(@Nullable FieldPath parent, String step) {
    this.parent = parent;
    this.step = step;
  }

  static FieldPath root() {
    return new FieldPath(null, "");
  }

  /** Keys that are no field names, as those of a map, stand in brackets. */
  FieldPath key(String key) {
    if (!key.matches("@?[A-Za-z0-9_]+")) {
      return new FieldPath(this, "[\"" + key + "\"]");
    }
    return new FieldPath(this, parent == null ? key : "." + key);
  }

  FieldPath item(int index) {
    return new FieldPath(this, "[" + index + "]");
  }

  @Override
  public String toString() {
    return (parent == null ? "" : parent.toString()) + step;
  }
}
