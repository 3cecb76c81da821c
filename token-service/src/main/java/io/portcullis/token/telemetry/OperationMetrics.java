package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Histogram;
import io.portcullis.kit.telemetry.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How often an operation came to which outcome, and how long it took: {@code
 * portcullis_<operation>_total{outcome}} and {@code portcullis_<operation>_duration_seconds}.
 */
final class OperationMetrics<O extends Enum<O>> {
  /** From one signature to a login that waited for its hash. */
  private static final List<Double> BOUNDS_SECONDS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0);

  private final CounterFamily outcomes;
  private final Histogram durations;
  private final LongSupplier nanoTime;

  OperationMetrics(
      Metrics metrics, String operation, String meaning, Class<O> outcomes, LongSupplier nanoTime) {
    this.outcomes =
        metrics.counter("portcullis_" + operation + "_total", meaning + ", by outcome", "outcome");
    this.durations =
        metrics
            .histogram(
                "portcullis_" + operation + "_duration_seconds",
                "Time from the request to its answer: " + meaning,
                BOUNDS_SECONDS)
            .with();
    this.nanoTime = nanoTime;
    for (O outcome : outcomes.getEnumConstants()) {
      this.outcomes.with(label(outcome));
    }
  }

  long start() {
    return nanoTime.getAsLong();
  }

  void done(long startNanos, O outcome) {
    count(outcome);
    timed(startNanos);
  }

  void timed(long startNanos) {
    durations.recordNanos(nanoTime.getAsLong() - startNanos);
  }

  void count(O outcome) {
    outcomes.with(label(outcome)).increment();
  }

  private static String label(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
