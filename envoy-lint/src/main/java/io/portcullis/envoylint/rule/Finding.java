package io.portcullis.envoylint.rule;

import io.portcullis.envoylint.tree.FieldPath;
import io.portcullis.envoylint.tree.Place;
import java.util.Comparator;

/**
 * What a rule has found.
 *
 * @param path the way to it in the configuration
 * @param found what stands there, or is missing, in a few words
 */
public record Finding(Rule rule, Place place, String path, String found) {
  static final Comparator<Finding> BY_PLACE =
      Comparator.comparingInt((Finding finding) -> finding.place().line())
          .thenComparingInt(finding -> finding.place().column());

  static Finding of(Rule rule, Place place, FieldPath path, String found) {
    return new Finding(rule, place, path.toString(), found);
  }
}
