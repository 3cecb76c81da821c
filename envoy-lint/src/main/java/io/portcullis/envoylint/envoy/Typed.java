package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;

/**
 * An {@code Any}: a message and the name of its type.
 *
 * @param type without {@code type.googleapis.com/}; empty if none is written
 */
public record Typed(String type, Mapping config) {
  /** Looks through {@code TypedStruct}, which control planes wrap messages in. */
  public static Typed of(Mapping any) {
    String type = name(any.textOrEmpty("@type"));
    if (type.endsWith(".TypedStruct")) {
      return new Typed(name(any.textOrEmpty("type_url")), any.message("value").orElse(any));
    }
    return new Typed(type, any);
  }

  /** Whether the type's own name, without package and version, is this. */
  public boolean is(String name) {
    return type.endsWith("." + name);
  }

  private static String name(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }
}
