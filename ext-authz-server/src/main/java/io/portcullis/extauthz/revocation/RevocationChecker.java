package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;

/** Answers from memory; never blocks, never throws. */
public interface RevocationChecker {
  /**
   * Reads the proofs of freshness first, then looks up, then reads the clock: a proof read later
   * could be newer than what the look-up saw. What memory does not hold it leaves to be asked.
   */
  RevocationStatus check(VerifiedToken token);
}
