package io.portcullis.token;

import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.main.Service;
import io.portcullis.kit.probe.ProbeServer;
import io.portcullis.kit.probe.Probes;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.kit.telemetry.Telemetry;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.token.config.TokenServiceConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Starts the rooms in order and hands what must be stopped to the lifecycle. */
final class TokenServer implements Service<TokenServiceConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(TokenServer.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  @Option(
      names = "--create-tables",
      description = "create the DynamoDB tables that are missing; for a demo and for tests")
  private boolean createTables;

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      description = "users and clients to add unless they are there, YAML")
  private @Nullable Path seed;

  @Option(
      names = "--change-log",
      description =
          "give the revocation log the shards and max_token_life of the configuration, and exit")
  private boolean changeLog;

  @Option(
      names = "--begin-log",
      description =
          "begin a new revocation log, as after the tables were restored, revoke the signing keys,"
              + " and exit")
  private boolean beginLog;

  private final InstantSource clock;

  /** Options come from the command line. */
  TokenServer() {
    this.clock = SteadyClock.system();
  }

  TokenServer(boolean createTables, @Nullable Path seed, InstantSource clock) {
    this.clock = clock;
    this.createTables = createTables;
    this.seed = seed;
  }

  @Override
  public String name() {
    return "token-service";
  }

  @Override
  public Class<TokenServiceConfig> configType() {
    return TokenServiceConfig.class;
  }

  @Override
  public boolean start(TokenServiceConfig config, Lifecycle lifecycle) throws StartupException {
    Ambient ambient = new Ambient(clock, new SecureRandom(), new Metrics());
    if (changeLog) {
      return changeLog(config, ambient, lifecycle);
    }
    Readiness readiness = new Readiness();
    ProbeServer probes =
        ProbeServer.start(
            config.listener().probes(),
            new Probes(() -> true, readiness::started, readiness::waitingFor));
    lifecycle.onClose("probes", STOP_LIMIT, probes::close);
    Telemetry telemetry = Telemetry.start(config.listener().metrics(), ambient.metrics());
    lifecycle.onClose("metrics", STOP_LIMIT, telemetry::close);

    KeyFiles files = KeyFiles.read(config, ambient.random());
    Storage storage = Storage.open(config, files, ambient, createTables);
    lifecycle.onClose("DynamoDB", STOP_LIMIT, storage::close);
    Keys keys = Keys.open(config, files, storage, ambient, lifecycle);
    new Seeder(storage.clients(), storage.users(), storage.passwords(), ambient.random())
        .seed(seed, config.signing().rs256());
    RevocationSystem revocation = RevocationSystem.start(config, keys, storage, ambient, beginLog);
    lifecycle.onClose("revocation log", STOP_LIMIT, revocation::close);
    if (beginLog) {
      return false;
    }

    BackchannelRoom.start(config, keys, storage, ambient, lifecycle);
    FrontDoors doors = FrontDoors.open(config, keys, storage, revocation, ambient, lifecycle);
    readiness.serve(storage);
    lifecycle.onClose("readiness", STOP_LIMIT, readiness::drain);
    LOG.info(
        "serving {} on port {}, administration on port {}",
        config.issuer(),
        doors.publicPort(),
        doors.adminPort());
    return true;
  }

  /** Beside a running instance: nothing listens. */
  private static boolean changeLog(TokenServiceConfig config, Ambient ambient, Lifecycle lifecycle)
      throws StartupException {
    KeyFiles keys = KeyFiles.read(config, ambient.random());
    Storage storage = Storage.open(config, keys, ambient, false);
    lifecycle.onClose("DynamoDB", STOP_LIMIT, storage::close);
    RevocationSystem.changeLog(storage, ambient);
    return false;
  }
}
