package io.portcullis.quickstart;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code make demo}. */
@Command(
    name = "make demo",
    description =
        "Starts Envoy, both servers, a Redis Cluster and DynamoDB Local on loopback, walks through"
            + " the main job aloud, and stays up until Ctrl-C.",
    footer = {
      "",
      "Run from the repository root, by make demo or make demo ARGS=--once.",
      "Addresses and credentials are in target/demo/demo.env while it is up."
    })
public final class Demo implements Callable<Integer> {

  @Option(
      names = "--once",
      description = "Stop after the walk; exit 0, or 1 naming the step that failed.")
  private boolean once;

  @Option(names = "--help", usageHelp = true, description = "Show this text and exit.")
  @SuppressWarnings("unused") // picocli sets it and acts on it
  private boolean help;

  /** Runs the demo and exits. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() {
    try {
      return new DemoRun(System.out, System.err).run(once);
    } catch (InterruptedException stopped) {
      // By Ctrl-C: the shutdown hook decides the exit status.
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
