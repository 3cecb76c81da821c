package io.portcullis.envoylint;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands. */
@Command(
    name = "portcullis",
    description = "Tools around Envoy and its ext_authz server.",
    mixinStandardHelpOptions = true,
    versionProvider = PortcullisCommand.Version.class)
final class PortcullisCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  static CommandLine commandLine(InputStream in) {
    return new CommandLine(new PortcullisCommand())
        .addSubcommand(new LintCommand(in))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(PortcullisCommand::refuse);
  }

  /** One sentence instead of the whole help. */
  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + e.getMessage() + "; see " + name + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public void run() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before the command is called");
    }
    throw new ParameterException(spec.commandLine(), "name a command, such as lint");
  }

  /** The version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = PortcullisCommand.class.getPackage().getImplementationVersion();
      return new String[] {"Portcullis " + (version == null ? "(not packaged)" : version)};
    }
  }
}
