package io.portcullis.envoylint.envoy;

import io.portcullis.envoylint.tree.Mapping;
import java.util.Locale;
import java.util.Optional;

/** Envoy's {@code StringMatcher}, for header names, which Envoy holds in lower case. */
public final class StringMatch {
  private StringMatch() {}

  /** Whether any matcher of the {@code ListStringMatcher} takes the name. */
  public static boolean any(Mapping list, String name) {
    return list.messages("patterns").stream().anyMatch(matcher -> matches(matcher, name));
  }

  /** Whether this matcher takes the name; one that is of no known kind takes none. */
  public static boolean matches(Mapping matcher, String name) {
    boolean ignoreCase = matcher.isTrue("ignore_case");
    if (matcher.has("exact")) {
      return written(matcher, "exact", ignoreCase).equals(name);
    }
    if (matcher.has("prefix")) {
      return name.startsWith(written(matcher, "prefix", ignoreCase));
    }
    if (matcher.has("suffix")) {
      return name.endsWith(written(matcher, "suffix", ignoreCase));
    }
    if (matcher.has("contains")) {
      return name.contains(written(matcher, "contains", ignoreCase));
    }
    return matcher
        .message("safe_regex")
        .flatMap(regex -> NamePattern.of(regex.textOrEmpty("regex")))
        .map(pattern -> pattern.matches(name))
        .orElse(false);
  }

  private static String written(Mapping matcher, String kind, boolean ignoreCase) {
    String text = matcher.textOrEmpty(kind);
    return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** The regular expression's own reading, where it can be read. */
  public static Optional<NamePattern> regex(Mapping regexMatcher) {
    return NamePattern.of(regexMatcher.textOrEmpty("regex"));
  }
}
