package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;

/** A node in one of the modes, at the real Redis of the test. */
interface ModeUnderTest extends AutoCloseable {
  /** What a check comes to, with the question to Redis if there is one. */
  Known check(VerifiedToken token, KeyProofSource keys);

  /** The time up to which this is proved, over all that the node follows by itself. */
  long followedProof();

  @Override
  void close();
}
