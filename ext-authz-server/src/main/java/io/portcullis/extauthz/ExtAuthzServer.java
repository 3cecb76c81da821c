package io.portcullis.extauthz;

import io.netty.handler.ssl.SslContext;
import io.portcullis.extauthz.config.RevocationMode;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.telemetry.CertificateWatch;
import io.portcullis.extauthz.telemetry.CheckMetrics;
import io.portcullis.extauthz.telemetry.ConfigWatch;
import io.portcullis.extauthz.telemetry.DecisionLog.Sources;
import io.portcullis.extauthz.telemetry.KeyWatch;
import io.portcullis.extauthz.telemetry.NearCacheWatch;
import io.portcullis.extauthz.telemetry.RevocationWatch;
import io.portcullis.extauthz.telemetry.StateGauges;
import io.portcullis.kit.lifecycle.Lifecycle;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.probe.ProbeServer;
import io.portcullis.kit.probe.Probes;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.kit.telemetry.Telemetry;
import io.portcullis.kit.time.SteadyClock;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds the house from its configuration. What is started later is stopped earlier, so the order
 * here is also, read upwards, how the server leaves: it drains the front door first, and the
 * metrics go last, so that the drain can be watched.
 */
final class ExtAuthzServer {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final ServerConfig config;
  private final Surroundings around;
  private final Lifecycle lifecycle;
  private final SteadyClock clock;
  private final Metrics metrics = new Metrics();

  private ExtAuthzServer(ServerConfig config, Surroundings around, Lifecycle lifecycle) {
    this.config = config;
    this.around = around;
    this.lifecycle = lifecycle;
    this.clock = around.clock();
  }

  /** Starts everything and returns; readiness comes later. */
  static void start(ServerConfig config, Surroundings around, Lifecycle lifecycle)
      throws StartupException {
    new ExtAuthzServer(config, around, lifecycle).start();
  }

  private void start() throws StartupException {
    // Secrets and files are read before a port is bound: a mistake there should cost nobody a port.
    RevocationWatch revocationWatch = new RevocationWatch(metrics);
    RevocationRoom revocation =
        RevocationRoom.open(
            config,
            clock,
            new RevocationRoom.Watches(
                revocationWatch, new NearCacheWatch(metrics, System::nanoTime)));
    KeyRoom keys = new KeyRoom(clock, new KeyWatch(metrics), revocation::keyProofMillis);
    WatchRoom watch = WatchRoom.open(config, new Sources(clock, revocation::positions), metrics);
    lifecycle.onClose("decision log and traces", STOP_LIMIT.multipliedBy(2), watch::close);
    WorkerRoom workers =
        new WorkerRoom(config.overload(), config.revocation().nearCache().concurrentLookups());
    Optional<SslContext> tls = openTls();
    Pipeline.Lasting lasting = Pipeline.Lasting.open(config, clock);
    Emergencies emergencies = Emergencies.at(clock.instant(), config.emergency());
    Enforcement enforcement =
        new Enforcement(
            new Enforcement.Rooms(keys, revocation, workers, watch),
            lasting,
            new Enforcement.Watches(
                new CheckMetrics(metrics, config.policies().keySet()), revocationWatch),
            config,
            emergencies);
    declareGauges(revocation, keys, lasting);
    ReloadLoop reload =
        new ReloadLoop(around, enforcement, new ConfigWatch(metrics), config, emergencies);

    Telemetry telemetry = Telemetry.start(config.listener().metrics(), metrics);
    lifecycle.onClose("metrics", STOP_LIMIT, telemetry::close);

    Readiness readiness = new Readiness();
    Liveness liveness = new Liveness(System::nanoTime);
    HealthService health = new HealthService();
    ProbeServer probes =
        ProbeServer.start(
            config.listener().probes(),
            new Probes(
                liveness::isLive,
                readiness::hasStarted,
                () -> health.waitingFor(readiness.waitingFor())));
    lifecycle.onClose("probes", STOP_LIMIT, probes::close);

    // From here on Envoy gets answers, if only 503 until keys and replica are there.
    lifecycle.onClose("signature workers", STOP_LIMIT, workers::stop);
    GrpcListener grpc =
        GrpcListener.start(
            config.listener().grpc(),
            new GrpcListener.Terms(
                tls, config.limits().messageBytes().toIntBytes(), config.limits().connectionAge()),
            watch.watching(enforcement.door()),
            health.service());
    liveness.watch(grpc.loops());
    health.beforeServing(grpc::takeOver);
    lifecycle.onClose("revocation log", STOP_LIMIT, revocation::close);
    lifecycle.onClose("keys", STOP_LIMIT, keys::close);
    WarmUp warmUp =
        new WarmUp(
            new Pipeline(config, Emergencies.NONE, lasting),
            revocation.checkerWith(keys.current()),
            clock);
    ReadinessLoop loop =
        new ReadinessLoop(
            readiness,
            new ReadinessLoop.Conditions(keys, revocation, warmUp::isDone, revocationWatch),
            health);
    lifecycle.onClose("readiness", STOP_LIMIT, loop::close);
    lifecycle.onClose(
        "gRPC",
        config.drain().delay().plus(config.drain().timeout()).plus(STOP_LIMIT),
        new Drain(config.drain(), readiness, health, grpc)::run);

    revocation.start();
    keys.start();
    warmUp.start();
    readiness.started();
    loop.start();
    lifecycle.onClose("reload", STOP_LIMIT, reload::stop);
    reload.start();
  }

  private Optional<SslContext> openTls() throws StartupException {
    if (!config.listener().tls().isOn()) {
      return Optional.empty();
    }
    TlsRoom room = TlsRoom.open(config.listener().tls(), new CertificateWatch(metrics));
    lifecycle.onClose("certificates", STOP_LIMIT, room::close);
    return Optional.of(room.context());
  }

  private void declareGauges(RevocationRoom revocation, KeyRoom keys, Pipeline.Lasting lasting) {
    StateGauges gauges = new StateGauges(metrics);
    if (config.revocation().mode() != RevocationMode.NONE) {
      // Without a state there is no age: 0 would say that it was proved just now.
      gauges.watchAge(revocation::ageMillis);
    }
    gauges.watchHomes(revocation.ages());
    gauges.watchEntries(revocation::entries);
    gauges.watchKeys(() -> keys.current().keys(), clock);
    gauges.watchCache(lasting.cache());
  }
}
