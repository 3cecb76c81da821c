package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.faults.HistoryChecker.Findings;
import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results of all runs, as the table of docs/guarantees.md. */
final class FaultTable {
  private final Map<String, List<Run>> runs = new LinkedHashMap<>();

  /** One run: how long after the mending all was normal again, and what the history shows. */
  record Run(long seed, double recoverySeconds, Findings findings) {}

  void add(String fault, Run run) {
    runs.computeIfAbsent(fault, name -> new ArrayList<>()).add(run);
  }

  /** Writes it, with what has been added so far, to {@code target/faults.md} of the quickstart. */
  void write() {
    Path file = Repository.root().resolve("quickstart/target/faults.md");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() {
    StringBuilder text =
        new StringBuilder(
            """
            | fault | runs | revocations | checks | wrong answers | latest yes | recovery, longest | needless refusals |
            |---|---|---|---|---|---|---|---|
            """);
    runs.forEach((fault, of) -> text.append(line(fault, of)));
    return text.toString();
  }

  private static String line(String fault, List<Run> of) {
    double good = sum(of, Findings::goodChecks);
    double needless = sum(of, Findings::needless);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,.0f | %,.0f | %.0f | %.0f ms | %.1f s | %.1f %% |%n",
        fault,
        of.size(),
        sum(of, Findings::revocations),
        sum(of, Findings::checks),
        sum(of, findings -> findings.wrong().size()),
        of.stream().mapToDouble(run -> run.findings().latestYesMillis()).max().orElse(0),
        of.stream().mapToDouble(Run::recoverySeconds).max().orElse(0),
        good == 0 ? 0 : 100 * needless / good);
  }

  private static double sum(List<Run> of, ToDoubleFunction<Findings> figure) {
    return of.stream().map(Run::findings).mapToDouble(figure).sum();
  }
}
