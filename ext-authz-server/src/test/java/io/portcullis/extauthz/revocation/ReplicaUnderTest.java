package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import java.util.Random;

/** Mode replica. */
final class ReplicaUnderTest implements ModeUnderTest {
  private final RevocationReplica replica = new RevocationReplica(new Random(1), System::nanoTime);
  private final FollowerTiming timing;
  private final RevocationFollowers followers;

  ReplicaUnderTest(RedisTruth truth, FollowerTiming timing) {
    this.timing = timing;
    this.followers =
        new RevocationFollowers(
            replica,
            LogAccess.redis(truth.redis, TruthLog.KEYS, TruthLog.HOME),
            timing,
            new RecordedEvents());
    followers.start();
  }

  @Override
  public Known check(VerifiedToken token, KeyProofSource keys) {
    return new ReplicaRevocationChecker(replica, keys, timing.clock(), timing.clockErrorMillis())
        .check(token);
  }

  @Override
  public long followedProof() {
    return replica.freshness().oldest();
  }

  @Override
  public void close() {
    followers.close();
  }
}
