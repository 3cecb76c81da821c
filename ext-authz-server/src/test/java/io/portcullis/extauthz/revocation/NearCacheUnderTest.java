package io.portcullis.extauthz.revocation;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationFollowers.LogAccess;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.Unasked;
import java.util.Random;

/** Mode near-cache. */
final class NearCacheUnderTest implements ModeUnderTest {
  final RecordedNearCache events = new RecordedNearCache();
  final RecordedEvents log = new RecordedEvents();
  final NearCache cache;
  private final RevocationReplica replica = new RevocationReplica(new Random(1), System::nanoTime);
  private final RevocationFollowers followers;

  NearCacheUnderTest(RedisTruth truth, FollowerTiming timing, NearCache.Settings settings) {
    this.followers =
        new RevocationFollowers(
            replica,
            LogAccess.redisControlShard(truth.redis, TruthLog.KEYS, TruthLog.HOME),
            timing,
            log);
    this.cache =
        new NearCache(
            new NearCache.Followed(replica, followers, timing),
            NearCache.Access.redis(truth.redis, TruthLog.KEYS, TruthLog.HOME, settings, timing),
            settings,
            new NearCache.Watches(log, events, new Random(2)));
    followers.start();
    cache.start();
  }

  /** Whether Redis has to be asked. */
  boolean asks(VerifiedToken token) {
    return cache.checker((issuer, kid) -> Freshness.NONE).check(token) instanceof Unasked;
  }

  Known check(VerifiedToken token) {
    return check(token, (issuer, kid) -> Freshness.NONE);
  }

  @Override
  public Known check(VerifiedToken token, KeyProofSource keys) {
    return switch (cache.checker(keys).check(token)) {
      case Known known -> known;
      case Unasked unasked -> unasked.ask().get().orElseThrow();
    };
  }

  @Override
  public long followedProof() {
    return replica.freshness().control();
  }

  @Override
  public void close() {
    cache.close();
    followers.close();
  }
}
