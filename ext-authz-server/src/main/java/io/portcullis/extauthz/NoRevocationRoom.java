package io.portcullis.extauthz;

import io.portcullis.extauthz.config.PolicyConfig;
import io.portcullis.extauthz.revocation.NoRevocationChecker;
import io.portcullis.extauthz.revocation.RevocationChecker;
import java.util.Collection;
import java.util.Map;

/** Mode none: verification only. */
record NoRevocationRoom() implements RevocationRoom {
  @Override
  public void start() {}

  @Override
  public void heed(Collection<PolicyConfig> policies) {}

  @Override
  public RevocationChecker checkerWith(Issuers keys) {
    return new NoRevocationChecker();
  }

  @Override
  public boolean isReadyOnce() {
    return true;
  }

  @Override
  public long ageMillis() {
    return 0;
  }

  @Override
  public int entries() {
    return 0;
  }

  @Override
  public Map<String, String> positions() {
    return Map.of();
  }

  @Override
  public long keyProofMillis(String home) {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {}
}
