package io.portcullis.extauthz.jwks;

import java.util.List;

/** An issuer's keys as a refresher would publish them, from memory. */
public final class KeysInMemory {
  private final IssuerKeys keys = new IssuerKeys();

  public IssuerKeys keys() {
    return keys;
  }

  /** Makes these the issuer's keys; no others are. */
  public void publish(VerificationKey... published) {
    keys.publish(keys.current().next(List.of(published), 0, true));
  }

  /** What a refresher says before it fetches: further misses ask for another fetch. */
  public void fetching() {
    keys.misses().fetching();
  }

  /** How many missed key ids are remembered at most. */
  public int maxMissed() {
    return MissedKeys.MAX_REMEMBERED;
  }

  /** How many key ids were missed since the start. */
  public int missed() {
    return keys.misses().remembered();
  }
}
