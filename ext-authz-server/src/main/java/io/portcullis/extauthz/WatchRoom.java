package io.portcullis.extauthz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.portcullis.extauthz.config.DecisionLogConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.telemetry.CallerTrace;
import io.portcullis.extauthz.telemetry.DecisionLog;
import io.portcullis.extauthz.telemetry.DecisionLog.Sources;
import io.portcullis.extauthz.telemetry.DecisionLogForm;
import io.portcullis.extauthz.telemetry.DecisionOutput;
import io.portcullis.extauthz.telemetry.LoggedAuthorizer;
import io.portcullis.extauthz.telemetry.Traces;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Who watches each check beside the metrics: the decision log and traces, if configured. */
final class WatchRoom {
  private static final int DRAWN_KEY_BYTES = 32;

  private final Optional<DecisionLog> log;
  private final Optional<Traces> traces;
  private final int allowedOneIn;

  private WatchRoom(Optional<DecisionLog> log, Optional<Traces> traces, int allowedOneIn) {
    this.log = log;
    this.traces = traces;
    this.allowedOneIn = allowedOneIn;
  }

  /** Opens what is configured. */
  static WatchRoom open(ServerConfig config, Sources sources, Metrics metrics)
      throws StartupException {
    return new WatchRoom(
        decisionLog(config.decisionLog(), sources, metrics),
        config.tracing().isOn()
            ? Optional.of(new Traces(config.tracing().otlpEndpoint()))
            : Optional.empty(),
        config.decisionLog().allowedOneIn());
  }

  /** The same authorizer, watched. */
  Authorizer watching(Authorizer inner) {
    Authorizer logged =
        log.<Authorizer>map(it -> new LoggedAuthorizer(inner, it, this::isSampled)).orElse(inner);
    return traces.map(it -> it.tracing(logged)).orElse(logged);
  }

  /** The same service, whose callers say which of their spans asks. */
  BindableService watching(BindableService service) {
    return traces.isPresent()
        ? () -> ServerInterceptors.intercept(service, new CallerTrace())
        : service;
  }

  /** Writes and sends what waits. */
  void close() {
    log.ifPresent(DecisionLog::close);
    traces.ifPresent(Traces::close);
  }

  private static Optional<DecisionLog> decisionLog(
      DecisionLogConfig config, Sources sources, Metrics metrics) throws StartupException {
    Optional<DecisionOutput> output = output(config.output());
    if (output.isEmpty()) {
      return Optional.empty();
    }
    DecisionLogForm form = new DecisionLogForm(hashKey(config), Set.copyOf(config.mask()));
    DecisionLog log = new DecisionLog(form, output.get(), sources, metrics);
    log.start();
    return Optional.of(log);
  }

  private boolean isSampled() {
    return allowedOneIn > 0 && ThreadLocalRandom.current().nextInt(allowedOneIn) == 0;
  }

  private static Optional<DecisionOutput> output(String name) throws StartupException {
    return switch (name) {
      case "off" -> Optional.empty();
      case "stdout" -> Optional.of(DecisionOutput.stdout());
      default -> Optional.of(file(Path.of(name)));
    };
  }

  private static DecisionOutput file(Path path) throws StartupException {
    try {
      return DecisionOutput.file(path);
    } catch (IOException e) {
      throw new StartupException(
          "decision_log.output: the file " + path + " cannot be written to", e);
    }
  }

  private static byte[] hashKey(DecisionLogConfig config) throws StartupException {
    if (config.hashKeyFile().toString().isEmpty()) {
      byte[] drawn = new byte[DRAWN_KEY_BYTES];
      new SecureRandom().nextBytes(drawn);
      return drawn;
    }
    return SecretFile.read("decision_log.hash_key_file", config.hashKeyFile())
        .reveal()
        .getBytes(UTF_8);
  }
}
