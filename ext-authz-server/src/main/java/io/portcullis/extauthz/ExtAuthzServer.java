package io.portcullis.extauthz;

import io.github.bucket4j.TimeMeter;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import io.portcullis.extauthz.overload.SignatureWorkers;
import io.portcullis.extauthz.overload.SourceLimitedAuthorizer;
import io.portcullis.extauthz.telemetry.CheckMetrics;
import io.portcullis.extauthz.telemetry.DecisionLog.Sources;
import io.portcullis.extauthz.telemetry.KeyWatch;
import io.portcullis.extauthz.telemetry.MeteredAuthorizer;
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
import java.util.OptionalInt;

/**
 * Builds the house from its configuration. What is started later is stopped earlier, so the order
 * here is also, read upwards, how the server leaves: it drains the front door first, and the
 * metrics go last, so that the drain can be watched.
 */
final class ExtAuthzServer {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final ServerConfig config;
  private final Lifecycle lifecycle;
  private final SteadyClock clock = SteadyClock.system();
  private final Metrics metrics = new Metrics();

  private ExtAuthzServer(ServerConfig config, Lifecycle lifecycle) {
    this.config = config;
    this.lifecycle = lifecycle;
  }

  /** Starts everything and returns; readiness comes later. */
  static void start(ServerConfig config, Lifecycle lifecycle) throws StartupException {
    new ExtAuthzServer(config, lifecycle).start();
  }

  private void start() throws StartupException {
    // Secrets and files are read before a port is bound: a mistake there should cost nobody a port.
    RevocationWatch revocationWatch = new RevocationWatch(metrics, longestTokenLifeMillis());
    RevocationRoom revocation = RevocationRoom.open(config, clock, revocationWatch);
    KeyRoom keys = KeyRoom.open(config, clock, new KeyWatch(metrics), revocation::keyProofMillis);
    Pipeline pipeline = new Pipeline(config, clock);
    declareGauges(revocation, keys, pipeline);

    Telemetry telemetry = Telemetry.start(config.listener().metrics(), metrics);
    lifecycle.onClose("metrics", STOP_LIMIT, telemetry::close);

    Readiness readiness = new Readiness();
    HealthService health = new HealthService();
    ProbeServer probes =
        ProbeServer.start(
            config.listener().probes(),
            new Probes(
                () -> true,
                readiness::hasStarted,
                () -> health.waitingFor(readiness.waitingFor())));
    lifecycle.onClose("probes", STOP_LIMIT, probes::close);

    // From here on Envoy gets answers, if only 503 until keys and replica are there.
    GrpcListener grpc = listen(pipeline, keys, revocation, health);
    health.beforeServing(grpc::takeOver);
    lifecycle.onClose("revocation log", STOP_LIMIT, revocation::close);
    lifecycle.onClose("keys", STOP_LIMIT, keys::close);
    WarmUp warmUp = new WarmUp(pipeline, revocation.checkerWith(keys), clock);
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
  }

  private long longestTokenLifeMillis() {
    return config.issuers().stream()
        .mapToLong(issuer -> issuer.maxTokenLife().toMillis())
        .max()
        .orElse(0);
  }

  private GrpcListener listen(
      Pipeline pipeline, KeyRoom keys, RevocationRoom revocation, HealthService health)
      throws StartupException {
    WatchRoom watch = WatchRoom.open(config, new Sources(clock, revocation::positions), metrics);
    lifecycle.onClose("decision log and traces", STOP_LIMIT.multipliedBy(2), watch::close);
    CheckMetrics checkMetrics = new CheckMetrics(metrics, config.policies().keySet());
    SignatureWorkers workers =
        new SignatureWorkers(
            config
                .overload()
                .maxConcurrentVerifications()
                .on(Runtime.getRuntime().availableProcessors()));
    lifecycle.onClose("signature workers", STOP_LIMIT, workers::stop);
    Authorizer authorizer =
        new MeteredAuthorizer(
            watch.watching(
                limitedBySource(
                    pipeline.authorizer(keys.trustedIssuers(), revocation.checkerWith(keys)))),
            checkMetrics,
            System::nanoTime);
    return GrpcListener.start(
        config.listener().grpc(),
        config.limits().messageBytes().toIntBytes(),
        watch.watching(
            pipeline.service(authorizer, new Hop(workers::offer, checkMetrics::countFailure))),
        health.service());
  }

  private Authorizer limitedBySource(Authorizer inner) {
    OptionalInt perSecond = config.overload().failedVerificationsPerSource().perSecond();
    return perSecond.isPresent()
        ? new SourceLimitedAuthorizer(inner, perSecond.getAsInt(), TimeMeter.SYSTEM_NANOTIME)
        : inner;
  }

  private void declareGauges(RevocationRoom revocation, KeyRoom keys, Pipeline pipeline) {
    StateGauges gauges = new StateGauges(metrics);
    gauges.watchReplica(revocation::ageMillis, revocation::entries);
    gauges.watchKeys(keys.all(), clock);
    gauges.watchCache(pipeline.cache());
  }
}
