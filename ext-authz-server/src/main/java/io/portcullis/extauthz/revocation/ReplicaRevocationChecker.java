package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import java.time.InstantSource;

/** Asks the replica in memory, which holds the whole log. */
public final class ReplicaRevocationChecker implements RevocationChecker {
  private final RevocationReplica replica;
  private final LocalJudgement judgement;

  /**
   * @param clock never falls back
   * @param clockErrorMillis bound on the difference of any two processes' clocks
   */
  public ReplicaRevocationChecker(
      RevocationReplica replica, KeyProofSource keys, InstantSource clock, long clockErrorMillis) {
    this.replica = replica;
    this.judgement = new LocalJudgement(replica, keys, clock, clockErrorMillis);
  }

  @Override
  public Known check(VerifiedToken token) {
    return judgement.judge(token, replica.freshness().oldest());
  }
}
