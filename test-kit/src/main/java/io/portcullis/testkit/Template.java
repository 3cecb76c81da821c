package io.portcullis.testkit;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text with places such as <code>${ENVOY_PORT}</code>, filled the way {@code envoy/check.sh} does
 * it.
 */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Z_]+)}");

  private Template() {}

  static String fill(String text, Map<String, String> values) {
    TreeSet<String> missing =
        PLACE
            .matcher(text)
            .results()
            .map(place -> place.group(1))
            .filter(name -> !values.containsKey(name))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      throw new FixtureException("nothing fills the places " + missing);
    }
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(String.valueOf(values.get(place.group(1)))));
  }

  /** Reads {@code NAME=value} lines; others are comments. */
  static Map<String, String> values(String text) {
    return text.lines()
        .filter(line -> line.matches("[A-Z_]+=.*"))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
