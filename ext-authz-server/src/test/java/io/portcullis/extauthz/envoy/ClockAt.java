package io.portcullis.extauthz.envoy;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands where it is set. */
public final class ClockAt implements InstantSource {
  private long millis;

  public ClockAt(long millis) {
    this.millis = millis;
  }

  public void set(long newMillis) {
    millis = newMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public long millis() {
    return millis;
  }
}
