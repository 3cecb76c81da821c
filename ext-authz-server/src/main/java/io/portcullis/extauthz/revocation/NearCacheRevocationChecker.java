package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Unasked;

/**
 * Asks Redis about tokens that it has not asked about lately. What is revoked for more than one
 * user, and all that was ever found revoked, is in the replica in memory.
 *
 * <p>An answer carries the proof that was read with it, in one moment. So the order is the
 * replica's: proofs first, then the look-up in memory, then the clock.
 */
final class NearCacheRevocationChecker implements RevocationChecker {
  private final Freshness freshness;
  private final NearCacheAnswers answers;
  private final NearCacheLookUps lookUps;
  private final Judging judging;

  /** How to judge, and who is told of what was found. */
  record Judging(LocalJudgement judgement, NearCacheEvents events) {}

  NearCacheRevocationChecker(
      Freshness freshness, NearCacheAnswers answers, NearCacheLookUps lookUps, Judging judging) {
    this.freshness = freshness;
    this.answers = answers;
    this.lookUps = lookUps;
    this.judging = judging;
  }

  @Override
  public RevocationStatus check(VerifiedToken token) {
    long proof = answers.current(token);
    if (proof != NearCacheAnswers.ASK) {
      judging.events.hit();
      return judge(token, proof);
    }
    return switch (judge(token, answers.last(token))) {
      case NotRevoked _ ->
          new Unasked(
              () -> lookUps.ask(token).map(proved -> judge(token, proved)),
              () -> judge(token, answers.last(token)));
      case Known settled -> settled;
    };
  }

  private Known judge(VerifiedToken token, long slotProof) {
    return judging.judgement.judge(token, Math.min(slotProof, freshness.control()));
  }
}
