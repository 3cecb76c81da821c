package io.portcullis.envoylint.rule;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a credential's header in the format of an access log. */
final class CredentialInLog {
  /** {@code %REQ(NAME)%}, {@code %REQ(NAME?OTHER):LENGTH%}; the second is a fallback. */
  private static final Pattern HEADER =
      Pattern.compile(
          "%REQ\\((?:[^)%?]*\\?)?(authorization|proxy-authorization|cookie|dpop|x-api-key)[?)]");

  private CredentialInLog() {}

  static Optional<String> find(String format) {
    Matcher found = HEADER.matcher(format.toLowerCase(Locale.ROOT).replace("%req(", "%REQ("));
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
