package io.portcullis.extauthz.jwks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a refresher tells. */
final class RefreshRecorder implements JwksListener {
  private final List<RefreshOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final List<String> details = new CopyOnWriteArrayList<>();
  private final List<RefusedKey> refused = new CopyOnWriteArrayList<>();

  @Override
  public void refreshed(String issuer, RefreshOutcome outcome, String detail) {
    outcomes.add(outcome);
    details.add(detail);
  }

  @Override
  public void keyRefused(String issuer, RefusedKey key) {
    refused.add(key);
  }

  List<RefreshOutcome> outcomes() {
    return outcomes;
  }

  List<String> details() {
    return details;
  }

  List<RefusedKey> refused() {
    return refused;
  }
}
