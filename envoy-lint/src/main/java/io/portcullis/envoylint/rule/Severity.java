package io.portcullis.envoylint.rule;

import java.util.Locale;

/**
 * How bad a finding is: an error opens a hole or breaks a promise, a warning makes one likelier.
 */
public enum Severity {
  ERROR,
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
