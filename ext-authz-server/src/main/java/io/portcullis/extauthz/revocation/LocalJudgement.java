package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.time.InstantSource;

/** Judges by what is in memory. The order of its steps is what the bound rests on. */
final class LocalJudgement {
  private static final OutlivesLog OUTLIVES_LOG = new OutlivesLog();

  private final RevocationReplica replica;
  private final KeyProofSource keys;
  private final InstantSource clock;
  private final long clockErrorMillis;

  /** {@code clock} never falls back. */
  LocalJudgement(
      RevocationReplica replica, KeyProofSource keys, InstantSource clock, long clockErrorMillis) {
    this.replica = replica;
    this.keys = keys;
    this.clock = clock;
    this.clockErrorMillis = clockErrorMillis;
  }

  /**
   * Judges the token.
   *
   * @param stateProof of all that could hold a revocation of the token but for its key, read before
   *     this is called, and after what it speaks of was joined to the replica
   */
  Known judge(VerifiedToken token, long stateProof) {
    if (lifeMillis(token) > replica.maxTokenLifeMillis()) {
      return OUTLIVES_LOG;
    }
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
