package io.portcullis.envoylint;

import io.portcullis.envoylint.envoy.Configuration;
import io.portcullis.envoylint.report.JsonReport;
import io.portcullis.envoylint.report.Report;
import io.portcullis.envoylint.report.TextReport;
import io.portcullis.envoylint.rule.Expectations;
import io.portcullis.envoylint.rule.Finding;
import io.portcullis.envoylint.rule.Rule;
import io.portcullis.envoylint.rule.Rules;
import io.portcullis.envoylint.tree.Mapping;
import io.portcullis.envoylint.tree.TreeReader;
import io.portcullis.envoylint.tree.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portcullis lint}. */
@Command(
    name = "lint",
    description = "Finds what opens holes around ext_authz in Envoy configurations.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing found",
      "1:findings",
      "2:a file that cannot be read, or wrong usage"
    },
    footer = {"", "docs/envoy-lint.md lists the rules."})
final class LintCommand implements Callable<Integer> {
  private static final int CLEAN = 0;
  private static final int FINDINGS = 1;
  private static final int UNREADABLE = 2;
  private static final String STANDARD_INPUT = "-";

  enum Format {
    TEXT,
    JSON
  }

  private final InputStream in;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "YAML or JSON: a bootstrap, a listener, a route configuration, or /config_dump; - reads the standard input")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "how findings are written (default: ${DEFAULT-VALUE})")
  private Format format = Format.TEXT;

  @Option(
      names = "--ignore",
      paramLabel = "RULE",
      split = ",",
      description = "leave out this rule; may be repeated")
  private Set<String> ignored = new LinkedHashSet<>();

  LintCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    refuseUnknownRules();
    try {
      Report report = report(server.expectations());
      commandLine()
          .getOut()
          .println(
              switch (format) {
                case TEXT -> TextReport.of(report);
                case JSON -> JsonReport.of(report);
              });
      return report.findings().isEmpty() ? CLEAN : FINDINGS;
    } catch (UnreadableException e) {
      commandLine().getErr().println("portcullis lint: " + e.getMessage());
      return UNREADABLE;
    }
  }

  private void refuseUnknownRules() {
    List<String> known = Rules.all().stream().map(Rule::id).toList();
    for (String rule : ignored) {
      if (!known.contains(rule)) {
        throw new ParameterException(
            commandLine(),
            "--ignore: there is no rule '" + rule + "'; rules: " + String.join(", ", known));
      }
    }
  }

  private Report report(Expectations expectations) throws UnreadableException, IOException {
    List<Finding> findings = new ArrayList<>();
    for (String file : files) {
      findings.addAll(Rules.findings(Configuration.of(read(file)), expectations, ignored));
    }
    return new Report(List.copyOf(files), List.copyOf(findings));
  }

  private Mapping read(String file) throws UnreadableException, IOException {
    return file.equals(STANDARD_INPUT)
        ? TreeReader.read("(standard input)", in)
        : TreeReader.read(Path.of(file));
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before the command is called");
    }
    return spec.commandLine();
  }
}
