package io.portcullis.token;

import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.redis.RedisConnections;
import io.portcullis.token.config.TokenServiceConfig;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.DynamoRevocationStore;
import io.portcullis.token.revocation.Heartbeats;
import io.portcullis.token.revocation.LogLayoutException;
import io.portcullis.token.revocation.RedisRevocationPublisher;
import io.portcullis.token.revocation.RevocationLog;
import io.portcullis.token.revocation.RevocationRelay;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.revocation.Revoker;
import io.portcullis.token.signing.SigningKey;
import io.portcullis.token.telemetry.MeteredRevocations;
import java.io.IOException;
import java.util.List;

/** The revocation log and all that runs beside it: writers, relay, heartbeats. */
final class RevocationSystem {
  private final RedisConnections redis;
  private final RevocationRelay relay;
  private final RevocationLog log;
  private final Heartbeats heartbeats;
  private final Revocations revocations;

  private RevocationSystem(
      RedisConnections redis,
      RevocationRelay relay,
      RevocationLog log,
      Heartbeats heartbeats,
      Revocations revocations) {
    this.redis = redis;
    this.relay = relay;
    this.log = log;
    this.heartbeats = heartbeats;
    this.revocations = revocations;
  }

  static RevocationSystem start(
      TokenServiceConfig config, KeyFiles keys, Storage storage, Ambient ambient)
      throws StartupException {
    boolean begun = open(storage.revocations(), ambient);
    RedisConnections redis =
        new RedisConnections(config.redis().settings("redis"), ambient.random());
    RedisStartCheck.begin(redis);
    RedisRevocationPublisher publisher = new RedisRevocationPublisher(redis, keys.mac());
    RevocationRelay relay = new RevocationRelay(storage.revocations(), publisher, ambient.clock());
    RevocationLog log = new RevocationLog(storage.revocations(), relay, ambient.clock());
    String issuer = config.issuer().toString();
    Revoker revoker = new Revoker(log, new OwnSessions(storage.sessions()), issuer);
    // From the inside out: first the log, then our own signing keys follow it, then it is counted.
    Revocations revocations =
        new MeteredRevocations(
            new OwnKeyRevocations(revoker::revoke, keys.signing(), storage.cutoffs(), issuer),
            ambient.metrics(),
            System::nanoTime);
    Heartbeats heartbeats =
        new Heartbeats(storage.revocations(), publisher, ambient.clock(), relay);
    RevocationSystem system = new RevocationSystem(redis, relay, log, heartbeats, revocations);
    system.settleSigningKeys(keys, storage, begun, issuer);
    return system;
  }

  Revocations revocations() {
    return revocations;
  }

  void close() {
    heartbeats.close();
    log.close();
    relay.close();
    redis.close();
  }

  private static boolean open(DynamoRevocationStore store, Ambient ambient)
      throws StartupException {
    try {
      return store.open(ambient.clock()).begun();
    } catch (LogLayoutException e) {
      throw new StartupException("the revocation log has another shape: " + e.getMessage(), e);
    } catch (StorageUnavailableException e) {
      throw new StartupException("the revocation log cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Keys that signed under an earlier log are revoked: what that log had revoked may be lost with
   * it. Keys that were revoked while we were away are replaced.
   */
  private void settleSigningKeys(KeyFiles keys, Storage storage, boolean begun, String issuer)
      throws StartupException {
    if (begun && keys.signingKeysAreOld()) {
      List<RevocationRequest> old =
          keys.signing().all().stream()
              .map(SigningKey::kid)
              .map(kid -> RevocationRequest.key(issuer, kid))
              .toList();
      revocations.revoke(old);
    }
    try {
      keys.signing().refill(OwnKeyRevocations.revokedBy(storage.cutoffs()));
    } catch (IOException | StorageUnavailableException e) {
      throw new StartupException("the signing keys cannot be settled: " + e.getMessage(), e);
    }
  }
}
