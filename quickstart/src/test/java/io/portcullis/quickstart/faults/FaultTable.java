package io.portcullis.quickstart.faults;

import io.portcullis.quickstart.faults.HistoryChecker.Findings;
import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results of all runs, as the table of docs/guarantees.md. Each run is a line of a file that
 * outlives the process, so that a long run may be interrupted and gone on with.
 */
final class FaultTable {
  private final Path lines;
  private final Path table;

  FaultTable(Path lines, Path table) {
    this.lines = lines;
    this.table = table;
  }

  /** In {@code target/} of the quickstart. */
  static FaultTable ofThisBuild() {
    Path target = Repository.root().resolve("quickstart/target");
    return new FaultTable(target.resolve("fault-runs.csv"), target.resolve("faults.md"));
  }

  /** One run: how long after the mending all was normal again, and what the history shows. */
  record Run(Scenario scenario, long seed, double recoverySeconds, Findings findings) {}

  /** Adds a run and writes the table anew. */
  void add(Run run) {
    try {
      Files.createDirectories(lines.toAbsolutePath().getParent());
      Files.writeString(lines, line(run), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Files.writeString(table, text(Files.readAllLines(lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Run run) {
    Findings findings = run.findings();
    return String.format(
        Locale.ROOT,
        "%s,%d,%.1f,%d,%d,%d,%.0f,%d,%d%n",
        run.scenario().name(),
        run.seed(),
        run.recoverySeconds(),
        findings.revocations(),
        findings.checks(),
        findings.wrong().size(),
        findings.latestYesMillis(),
        findings.goodChecks(),
        findings.needless());
  }

  private static String text(List<String> lines) {
    Map<Scenario, List<double[]>> runs =
        lines.stream()
            .map(line -> line.split(",", -1))
            .collect(
                Collectors.groupingBy(
                    fields -> Scenario.valueOf(fields[0]),
                    TreeMap::new,
                    Collectors.mapping(FaultTable::figures, Collectors.toList())));
    StringBuilder text =
        new StringBuilder(
            """
            | fault | runs | revocations | checks | wrong answers | latest yes | recovery, longest | needless refusals |
            |---|---|---|---|---|---|---|---|
            """);
    runs.forEach((scenario, of) -> text.append(row(scenario, of)));
    return text.toString();
  }

  private static double[] figures(String[] fields) {
    return Stream.of(fields).skip(2).mapToDouble(Double::parseDouble).toArray();
  }

  private static String row(Scenario scenario, List<double[]> of) {
    double good = sum(of, run -> run[5]);
    double needless = sum(of, run -> run[6]);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,.0f | %,.0f | %.0f | %.0f ms | %.1f s | %.1f %% |%n",
        scenario.title(),
        of.size(),
        sum(of, run -> run[1]),
        sum(of, run -> run[2]),
        sum(of, run -> run[3]),
        of.stream().mapToDouble(run -> run[4]).max().orElse(0),
        of.stream().mapToDouble(run -> run[0]).max().orElse(0),
        good == 0 ? 0 : 100 * needless / good);
  }

  private static double sum(List<double[]> of, ToDoubleFunction<double[]> figure) {
    return of.stream().mapToDouble(figure).sum();
  }
}
