package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.Metrics;
import java.util.function.BooleanSupplier;

/** What an operator is to be woken for. */
public final class RevocationLogGauges {
  private RevocationLogGauges() {}

  /**
   * Declares them.
   *
   * @param relayStopped whether Redis holds more than the truth
   * @param clockTrusted whether this clock agrees with DynamoDB's
   */
  public static void declare(
      Metrics metrics, BooleanSupplier relayStopped, BooleanSupplier clockTrusted) {
    metrics
        .gauge(
            "portcullis_revocation_relay_stopped",
            "1 when Redis holds more of a shard than the truth does, as after a restored table")
        .observe(() -> relayStopped.getAsBoolean() ? 1 : 0);
    metrics
        .gauge(
            "portcullis_clock_trusted",
            "0 while this clock is further off DynamoDB's than clock_error: nothing is issued")
        .observe(() -> clockTrusted.getAsBoolean() ? 1 : 0);
  }
}
