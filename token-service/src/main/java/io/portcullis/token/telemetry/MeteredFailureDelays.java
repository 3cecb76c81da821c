package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.CounterFamily;
import io.portcullis.kit.telemetry.Metrics;
import io.portcullis.token.limit.FailureDelays;
import io.portcullis.token.limit.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Counts tries that came too early after a wrong password: {@code portcullis_login_delayed_total}.
 */
public final class MeteredFailureDelays implements FailureDelays {
  private final FailureDelays delays;
  private final CounterFamily delayed;

  /**
   * @param limits those that delay
   */
  public MeteredFailureDelays(FailureDelays delays, Set<RateLimit> limits, Metrics metrics) {
    this.delays = delays;
    this.delayed =
        metrics.counter(
            "portcullis_login_delayed_total",
            "Logins refused because they came too early after wrong passwords, by who had to wait.",
            "limit");
    limits.forEach(limit -> delayed.with(limit.label()));
  }

  @Override
  public Optional<Duration> begin(RateLimit limit, String key) {
    Optional<Duration> wait = delays.begin(limit, key);
    if (wait.isPresent()) {
      delayed.with(limit.label()).increment();
    }
    return wait;
  }

  @Override
  public void undo(RateLimit limit, String key) {
    delays.undo(limit, key);
  }

  @Override
  public void forget(RateLimit limit, String key) {
    delays.forget(limit, key);
  }
}
