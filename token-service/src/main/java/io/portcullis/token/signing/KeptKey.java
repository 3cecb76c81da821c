package io.portcullis.token.signing;

import java.time.Instant;

/** A key with its times. */
public record KeptKey(SigningKey key, KeyTimes times) {
  static KeptKey published(SigningKey key, Instant now) {
    return new KeptKey(key, KeyTimes.published(now));
  }

  public String kid() {
    return key.kid();
  }

  public KeyState state() {
    return times.state();
  }

  KeptKey activated(Instant now) {
    return new KeptKey(key, times.activated(now));
  }

  KeptKey retired(Instant now) {
    return new KeptKey(key, times.retired(now));
  }
}
