package io.portcullis.envoylint.report;

import io.portcullis.envoylint.rule.Finding;
import java.util.stream.Collectors;

/** For people: the place first, as compilers write it, so that editors can jump there. */
public final class TextReport {
  private TextReport() {}

  /** The whole report; ends without a line feed. */
  public static String of(Report report) {
    String findings =
        report.findings().stream().map(TextReport::lines).collect(Collectors.joining());
    return findings + report.summary();
  }

  private static String lines(Finding finding) {
    return """
    %s: %s: %s [%s]
        at:    %s
        risk:  %s
        write: %s

    """
        .formatted(
            finding.place(),
            finding.rule().severity(),
            finding.found(),
            finding.rule().id(),
            finding.path().isEmpty() ? "(the whole file)" : finding.path(),
            finding.rule().risk(),
            finding.rule().remedy());
  }
}
