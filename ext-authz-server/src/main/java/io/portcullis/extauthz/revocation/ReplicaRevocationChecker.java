package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.time.InstantSource;

/** Asks the replica in memory. The order of its three steps is what the bound rests on. */
public final class ReplicaRevocationChecker implements RevocationChecker {
  private static final OutlivesLog OUTLIVES_LOG = new OutlivesLog();

  private final RevocationReplica replica;
  private final KeyProofSource keys;
  private final InstantSource clock;
  private final long clockErrorMillis;

  /**
   * @param clock never falls back
   * @param clockErrorMillis bound on the difference of any two processes' clocks
   */
  public ReplicaRevocationChecker(
      RevocationReplica replica, KeyProofSource keys, InstantSource clock, long clockErrorMillis) {
    this.replica = replica;
    this.keys = keys;
    this.clock = clock;
    this.clockErrorMillis = clockErrorMillis;
  }

  @Override
  public RevocationStatus check(VerifiedToken token) {
    if (lifeMillis(token) > replica.maxTokenLifeMillis()) {
      return OUTLIVES_LOG;
    }
    long stateProof = replica.freshness().oldest();
    long keyProof = keyProof(token);
    RevocationType by = replica.find(token);
    if (by != RevocationType.REVOCATION_TYPE_UNSPECIFIED) {
      return new Revoked(by);
    }
    long nowMillis = clock.millis();
    long tokenProof = Math.max(stateProof, mintingProof(token, nowMillis));
    return new NotRevoked(ageMillis(Math.min(tokenProof, keyProof), nowMillis));
  }

  private static long lifeMillis(VerifiedToken token) {
    return (token.expiresAtSeconds() - token.issuedAtSeconds()) * 1_000;
  }

  /**
   * A token's {@code iat} never counts for its key: who stole one writes any. That the issuer still
   * publishes the key does; of a foreign issuer it changes nothing, for its tokens are no fresher
   * than the control shard anyway.
   */
  private long keyProof(VerifiedToken token) {
    return Math.max(
        replica.freshness().control(), keys.provenAtMillis(token.issuer(), token.keyId()));
  }

  private long mintingProof(VerifiedToken token, long nowMillis) {
    long issuedAtMillis = token.issuedAtSeconds() * 1_000;
    return token.mintedAfterRead() && issuedAtMillis <= nowMillis + clockErrorMillis
        ? issuedAtMillis
        : Freshness.NONE;
  }

  private static long ageMillis(long proof, long nowMillis) {
    return proof == Freshness.NONE ? Long.MAX_VALUE : Math.max(0, nowMillis - proof);
  }
}
