package io.portcullis.kit.main;

import io.portcullis.kit.config.ConfigException;
import io.portcullis.kit.config.ConfigFollower;
import io.portcullis.kit.config.ConfigReader.Reading;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.log.JsonLogging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line both servers share. Exit codes: 0 stopped by a signal or done, 1 cannot start, 2
 * wrong configuration or usage.
 */
@Command(mixinStandardHelpOptions = true)
public final class ServiceMain<C extends Record> implements Callable<Integer> {
  private static final int CANNOT_START = 1;
  private static final int WRONG_CONFIGURATION = 2;

  private final Service<C> service;
  private final Map<String, String> environment;
  private final Lifecycle lifecycle = new Lifecycle();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "the configuration, YAML")
  private @Nullable Path config;

  @Option(
      names = "--check-config",
      description = "say whether the configuration is valid, and exit")
  private boolean checkOnly;

  ServiceMain(Service<C> service, Map<String, String> environment) {
    this.service = service;
    this.environment = environment;
  }

  /** Runs the command and returns its exit code; a signal stops the service in order. */
  public static <C extends Record> int run(Service<C> service, String... arguments) {
    JsonLogging.bridgeJavaUtilLogging();
    return new ServiceMain<>(service, System.getenv()).execute(arguments);
  }

  int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(this).setCommandName(service.name());
    commandLine.getCommandSpec().versionProvider(new ServiceVersion(service.getClass()));
    if (hasOptions()) {
      commandLine.addMixin("service", service);
    }
    return commandLine.setExitCodeExceptionMapper(
        failure -> failure instanceof ParameterException ? WRONG_CONFIGURATION : CANNOT_START);
  }

  private boolean hasOptions() {
    return Arrays.stream(service.getClass().getDeclaredFields())
        .anyMatch(field -> field.isAnnotationPresent(Option.class));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      ConfigFollower<C> followed = new ConfigFollower<>(service.configType(), file(), environment);
      Reading<C> reading = followed.read();
      reading.warnings().forEach(LoggerFactory.getLogger(ServiceMain.class)::warn);
      service.check(reading.config());
      return checkOnly ? valid() : serve(reading.config(), followed);
    } catch (ConfigException e) {
      e.faults().forEach(err()::println);
      return WRONG_CONFIGURATION;
    } catch (StartupException e) {
      lifecycle.close();
      err().println(service.name() + ": " + e.getMessage());
      return CANNOT_START;
    }
  }

  private int serve(C read, ConfigFollower<C> followed)
      throws StartupException, InterruptedException {
    if (!service.start(read, followed, lifecycle)) {
      lifecycle.close();
      return 0;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
    lifecycle.awaitClosed();
    return 0;
  }

  /** A signal would end the JVM with 128 + its number; an orderly stop is a success. */
  private void stop() {
    lifecycle.close();
    Runtime.getRuntime().halt(0);
  }

  private int valid() {
    commandLineOf(spec).getOut().println(file() + ": the configuration is valid");
    return 0;
  }

  private PrintWriter err() {
    return commandLineOf(spec).getErr();
  }

  private Path file() {
    if (config == null) {
      throw new IllegalStateException("--config is required");
    }
    return config;
  }

  private static CommandLine commandLineOf(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before the command is called");
    }
    return spec.commandLine();
  }
}
