package io.portcullis.envoylint.report;

import io.portcullis.envoylint.rule.Finding;
import io.portcullis.envoylint.rule.Severity;
import java.util.List;

/**
 * The outcome of a run.
 *
 * @param files that were read
 */
public record Report(List<String> files, List<Finding> findings) {
  /** How many findings have this severity. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.rule().severity() == severity).count();
  }

  /** One line: what was read and what came of it. */
  public String summary() {
    String read = counted(files.size(), "file") + ": ";
    if (findings.isEmpty()) {
      return read + "no findings";
    }
    return read
        + counted(count(Severity.ERROR), "error")
        + ", "
        + counted(count(Severity.WARNING), "warning");
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
