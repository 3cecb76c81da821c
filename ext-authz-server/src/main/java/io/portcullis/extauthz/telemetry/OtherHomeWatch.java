package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.revocation.Refusal;
import io.portcullis.extauthz.revocation.RevocationEvents;
import io.portcullis.extauthz.revocation.SnapshotOutcome;
import io.portcullis.kit.telemetry.Histogram;
import java.util.concurrent.TimeUnit;

/** Watches the log of another region: its way is longer, and is timed apart. */
final class OtherHomeWatch implements RevocationEvents {
  private final RevocationEvents all;
  private final Histogram propagation;

  OtherHomeWatch(RevocationEvents all, Histogram propagation) {
    this.all = all;
    this.propagation = propagation;
  }

  @Override
  public void propagated(String shard, long millis) {
    propagation.recordNanos(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
  }

  /** A canary is an item like any other. */
  @Override
  public void canary(String shard, long millis) {}

  /** The gauge tells the own region's. */
  @Override
  public void tokenLife(long maxTokenLifeMillis) {}

  @Override
  public void refused(String shard, Refusal reason) {
    all.refused(shard, reason);
  }

  @Override
  public void gap(String shard) {
    all.gap(shard);
  }

  @Override
  public void snapshot(SnapshotOutcome outcome, String detail) {
    all.snapshot(outcome, detail);
  }

  @Override
  public void connected(String shard) {
    all.connected(shard);
  }

  @Override
  public void disconnected(String shard, String reason) {
    all.disconnected(shard, reason);
  }
}
