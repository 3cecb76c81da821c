package io.portcullis.extauthz;

import io.grpc.BindableService;
import io.portcullis.extauthz.config.IssuerConfig;
import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import io.portcullis.extauthz.telemetry.CheckMetrics;
import io.portcullis.extauthz.telemetry.MeteredAuthorizer;
import io.portcullis.extauthz.telemetry.RevocationWatch;
import io.portcullis.kit.lifecycle.StartupException;

/**
 * Puts configurations in force. Each is built whole, as one immutable set of rooms, before the
 * front door leads to it by one write; what takes long to fill, like keys and caches, is handed on.
 */
final class Enforcement {
  private final Rooms rooms;
  private final Pipeline.Lasting lasting;
  private final Watches watches;
  private final FrontDoor door;

  /** What goes on under every configuration, but follows it. */
  record Rooms(KeyRoom keys, RevocationRoom revocation, WorkerRoom workers, WatchRoom watch) {}

  /** Who must know of a configuration before the first check under it. */
  record Watches(CheckMetrics checks, RevocationWatch revocation) {}

  /** Puts the first configuration in force. */
  Enforcement(
      Rooms rooms, Pipeline.Lasting lasting, Watches watches, ServerConfig first, Emergencies now)
      throws StartupException {
    this.rooms = rooms;
    this.lasting = lasting;
    this.watches = watches;
    Issuers issuers = rooms.keys.prepare(now.apply(first.issuers()));
    announce(first);
    rooms.keys.put(issuers);
    this.door = new FrontDoor(service(new Pipeline(first, now, lasting), issuers));
  }

  /** What Envoy is to be answered by. */
  BindableService door() {
    return door;
  }

  /**
   * Puts another one in force.
   *
   * @throws StartupException with one sentence, if it cannot be; the last one then stays
   */
  void put(ServerConfig config, Emergencies now) throws StartupException, InterruptedException {
    Issuers issuers = rooms.keys.prepare(now.apply(config.issuers()));
    BindableService next = service(new Pipeline(config, now, lasting), issuers);
    announce(config);
    door.leadTo(next);
    rooms.keys.put(issuers);
    rooms.workers.resize(config.overload());
  }

  private void announce(ServerConfig config) {
    watches.checks.declare(config.policies().keySet());
    watches.revocation.issuersAccept(
        config.issuers().stream()
            .map(IssuerConfig::maxTokenLife)
            .mapToLong(life -> life.toMillis())
            .max()
            .orElse(0));
    rooms.revocation.heed(config.policies().values());
  }

  private BindableService service(Pipeline pipeline, Issuers issuers) {
    Authorizer authorizer =
        pipeline.authorizer(issuers.trusted(), rooms.revocation.checkerWith(issuers));
    return pipeline.service(
        new MeteredAuthorizer(
            rooms.watch.watching(pipeline.limitedBySource(authorizer)),
            watches.checks,
            System::nanoTime),
        new Hop(rooms.workers::offer, rooms.workers::offerLookUp, watches.checks::countFailure));
  }
}
