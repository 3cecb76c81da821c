package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.proto.revocation.RevocationType;
import java.time.InstantSource;

/** Asks the replica in memory. The order of its three steps is what the bound rests on. */
public final class ReplicaRevocationChecker implements RevocationChecker {
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

  /**
   * Only an issuer that mints after reading the truth publishes its keys by what it revokes; of a
   * foreign one's keys only our own log knows the revocations. A token's {@code iat} never counts:
   * who stole a key writes any.
   */
  private long keyProof(VerifiedToken token) {
    long control = replica.freshness().control();
    return token.mintedAfterRead()
        ? Math.max(control, keys.provenAtMillis(token.issuer(), token.keyId()))
        : control;
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
