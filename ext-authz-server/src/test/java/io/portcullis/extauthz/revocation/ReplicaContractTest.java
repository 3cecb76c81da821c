package io.portcullis.extauthz.revocation;

final class ReplicaContractTest extends RevocationContractTest {
  @Override
  ModeUnderTest open(RedisTruth truth, FollowerTiming timing) {
    return new ReplicaUnderTest(truth, timing);
  }
}
