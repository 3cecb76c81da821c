package io.portcullis.extauthz.revocation;

/** Each check asks, so that what it says is not of a moment before. */
final class NearCacheContractTest extends RevocationContractTest {
  private static final NearCache.Settings ASKING =
      new NearCache.Settings(0, 1_000, 2_000, 64, false);

  @Override
  ModeUnderTest open(RedisTruth truth, FollowerTiming timing) {
    return new NearCacheUnderTest(truth, timing, ASKING);
  }
}
