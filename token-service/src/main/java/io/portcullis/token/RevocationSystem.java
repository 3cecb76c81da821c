package io.portcullis.token;

import io.portcullis.kit.lifecycle.PeriodicTask;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.kit.telemetry.Counter;
import io.portcullis.proto.revocation.NearCacheKeys;
import io.portcullis.token.config.NearCacheConfig;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.Canary;
import io.portcullis.token.revocation.DynamoRevocationStore;
import io.portcullis.token.revocation.Heartbeats;
import io.portcullis.token.revocation.LogLayoutException;
import io.portcullis.token.revocation.NearCacheWriting;
import io.portcullis.token.revocation.OtherHomeRelay;
import io.portcullis.token.revocation.OtherHomeTruth;
import io.portcullis.token.revocation.RedisNearCacheCleanUp;
import io.portcullis.token.revocation.RedisNearCacheCleanUp.Pace;
import io.portcullis.token.revocation.RedisRevocationPublisher;
import io.portcullis.token.revocation.RevocationLog;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRelay;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.revocation.Revoker;
import io.portcullis.token.signing.VerificationKey;
import io.portcullis.token.telemetry.MeteredRevocations;
import io.portcullis.token.telemetry.RevocationLogGauges;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The revocation log and all that runs beside it: writers, relay, heartbeats. */
final class RevocationSystem {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationSystem.class);

  private final RedisEnd redis;
  private final RevocationRelay relay;
  private final List<OtherHomeRelay> others;
  private final RevocationLog log;
  private final Heartbeats heartbeats;
  private final Canary canary;
  private final Revocations revocations;

  /** The connections, and what looks after the keys there. */
  private record RedisEnd(RedisConnections connections, Optional<PeriodicTask> cleanUp) {
    void close() {
      cleanUp.ifPresent(PeriodicTask::close);
      connections.close();
    }
  }

  private RevocationSystem(
      RedisEnd redis,
      RevocationRelay relay,
      List<OtherHomeRelay> others,
      RevocationLog log,
      Heartbeats heartbeats,
      Canary canary,
      Revocations revocations) {
    this.redis = redis;
    this.relay = relay;
    this.others = others;
    this.log = log;
    this.heartbeats = heartbeats;
    this.canary = canary;
    this.revocations = revocations;
  }

  /** Adds shards or changes what tokens may live for; instances that run follow by themselves. */
  static void changeLog(Storage storage, Ambient ambient) throws StartupException {
    boolean changed =
        answered(() -> storage.revocations().changeLayout(ambient.clock()), "changed");
    LOG.info("the revocation log {}", changed ? "is changed" : "has this shape already");
  }

  /**
   * @param anew whether to begin a log over the one that is there
   */
  static RevocationSystem start(
      TokenServiceConfig config, Keys keys, Storage storage, Ambient ambient, boolean anew)
      throws StartupException {
    boolean begun = open(storage.revocations(), ambient, anew);
    RedisConnections redis =
        new RedisConnections(config.redis().settings("redis"), ambient.random());
    RedisStartCheck.begin(redis);
    RedisRevocationPublisher publisher =
        new RedisRevocationPublisher(redis, keys.mac(), nearCache(config.nearCache(), ambient));
    RevocationRelay relay = new RevocationRelay(storage.revocations(), publisher, ambient.clock());
    RevocationLog log = new RevocationLog(storage.revocations(), relay, ambient.clock());
    String issuer = config.issuer().toString();
    Revoker revoker = new Revoker(log, storage.ownSessions(), issuer);
    // From the inside out: first the log, then our own signing keys follow it, then it is counted.
    Revocations revocations =
        new MeteredRevocations(
            new OwnKeyRevocations(revoker::revoke, keys.signing(), storage.cutoffs(), issuer),
            ambient.metrics(),
            System::nanoTime);
    Heartbeats heartbeats =
        new Heartbeats(
            storage.revocations(),
            publisher,
            ambient.clock(),
            relay,
            !config.otherHomes().isEmpty());
    List<OtherHomeRelay> others = others(config, redis, keys, storage, ambient);
    RevocationLogGauges.declare(
        ambient.metrics(),
        () -> relay.stopped() || others.stream().anyMatch(OtherHomeRelay::stopped),
        storage.connection().clockGuard()::trusted);
    Canary canary =
        new Canary(log, storage.revocations(), config.canaryInterval(), ambient.clock());
    RevocationSystem system =
        new RevocationSystem(
            new RedisEnd(redis, cleanUp(config.nearCache(), redis, storage, ambient)),
            relay,
            others,
            log,
            heartbeats,
            canary,
            revocations);
    system.settleSigningKeys(keys, storage, begun, issuer);
    return system;
  }

  Revocations revocations() {
    return revocations;
  }

  /** The connections that all share. */
  RedisConnections redis() {
    return redis.connections();
  }

  void close() {
    canary.close();
    heartbeats.close();
    log.close();
    others.forEach(OtherHomeRelay::close);
    relay.close();
    redis.close();
  }

  private static List<OtherHomeRelay> others(
      TokenServiceConfig config,
      RedisConnections redis,
      Keys keys,
      Storage storage,
      Ambient ambient) {
    return config.otherHomes().keySet().stream()
        .map(home ->
            new OtherHomeRelay(
                new OtherHomeTruth(storage.connections().control(), home, config.clockError()),
                RedisRevocationPublisher.ofOtherHome(redis, keys.mac(), home),
                ambient.clock()))
        .toList();
  }

  private static Optional<NearCacheWriting> nearCache(NearCacheConfig config, Ambient ambient) {
    return config.enabled()
        ? Optional.of(new NearCacheWriting(new NearCacheKeys(config.hashedIds()), ambient.clock()))
        : Optional.empty();
  }

  /** Its metric exists in any region. */
  private static Optional<PeriodicTask> cleanUp(
      NearCacheConfig config, RedisConnections redis, Storage storage, Ambient ambient) {
    Counter limited =
        ambient
            .metrics()
            .counter(
                "portcullis_near_cache_dangling_keys_total",
                "Keys of revocations found in Redis without an end, and given one.")
            .with();
    return config.enabled()
        ? Optional.of(
            RedisNearCacheCleanUp.start(
                redis,
                storage.revocations(),
                new Pace(config.cleanUp(), ambient.random()),
                limited::add))
        : Optional.empty();
  }

  private static boolean open(DynamoRevocationStore store, Ambient ambient, boolean anew)
      throws StartupException {
    return answered(
        () -> (anew ? store.beginAnew(ambient.clock()) : store.open(ambient.clock())).begun(),
        "read");
  }

  private static boolean answered(BooleanSupplier call, String wanted) throws StartupException {
    try {
      return call.getAsBoolean();
    } catch (LogLayoutException e) {
      throw new StartupException("the revocation log has another shape: " + e.getMessage(), e);
    } catch (StorageUnavailableException e) {
      throw new StartupException(
          "the revocation log cannot be " + wanted + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keys that signed under an earlier log are revoked: what that log had revoked may be lost with
   * it. Keys that were revoked while we were away are replaced.
   */
  private void settleSigningKeys(Keys keys, Storage storage, boolean begun, String issuer)
      throws StartupException {
    if (begun && keys.signingKeysAreOld()) {
      List<RevocationRequest> old =
          keys.signing()
              .evenGone()
              .map(VerificationKey::kid)
              .map(kid -> RevocationRequest.key(issuer, kid))
              .toList();
      if (revocations.revoke(old).stream()
          .anyMatch(RevocationOutcome.Unavailable.class::isInstance)) {
        throw new StartupException(
            "a new revocation log was begun, but the signing keys of the earlier one could not be"
                + " revoked: start once with --begin-log");
      }
    }
    try {
      keys.signing().begin(OwnKeyRevocations.revokedBy(storage.cutoffs()));
    } catch (IOException | StorageUnavailableException e) {
      throw new StartupException("the signing keys cannot be settled: " + e.getMessage(), e);
    }
  }
}
