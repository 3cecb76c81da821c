package io.portcullis.extauthz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.extauthz.config.DecisionLogConfig;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.telemetry.DecisionLog;
import io.portcullis.extauthz.telemetry.DecisionLog.Sources;
import io.portcullis.extauthz.telemetry.DecisionLogForm;
import io.portcullis.extauthz.telemetry.DecisionOutput;
import io.portcullis.extauthz.telemetry.LoggedAuthorizer;
import io.portcullis.kit.config.SecretFile;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The decision log, if one is configured. */
final class DecisionLogRoom implements AutoCloseable {
  private static final int DRAWN_KEY_BYTES = 32;

  private final Optional<DecisionLog> log;
  private final int allowedOneIn;

  private DecisionLogRoom(Optional<DecisionLog> log, int allowedOneIn) {
    this.log = log;
    this.allowedOneIn = allowedOneIn;
  }

  /** Opens the output and begins to write to it. */
  static DecisionLogRoom open(DecisionLogConfig config, Sources sources, Metrics metrics)
      throws StartupException {
    Optional<DecisionOutput> output = output(config.output());
    if (output.isEmpty()) {
      return new DecisionLogRoom(Optional.empty(), 0);
    }
    DecisionLogForm form = new DecisionLogForm(hashKey(config), Set.copyOf(config.mask()));
    DecisionLog log = new DecisionLog(form, output.get(), sources, metrics);
    log.start();
    return new DecisionLogRoom(Optional.of(log), config.allowedOneIn());
  }

  /** The same authorizer, whose decisions are logged. */
  Authorizer logging(Authorizer inner) {
    return log.<Authorizer>map(it -> new LoggedAuthorizer(inner, it, this::isSampled))
        .orElse(inner);
  }

  @Override
  public void close() {
    log.ifPresent(DecisionLog::close);
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
