package io.portcullis.extauthz;

import io.portcullis.extauthz.config.ServerConfig;
import io.portcullis.kit.config.ConfigFollower.Change;
import io.portcullis.kit.time.SteadyClock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the house stands in.
 *
 * @param clock of everything that judges by time
 * @param changes what became of the configuration file since the last question
 * @param poll time between two such questions
 */
record Surroundings(SteadyClock clock, Supplier<Change<ServerConfig>> changes, Duration poll) {
  /** Seen twice, a change is in force within two seconds; reading a small file costs nothing. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** This machine, and a configuration that changes as {@code changes} tell. */
  static Surroundings real(Supplier<Change<ServerConfig>> changes) {
    return new Surroundings(SteadyClock.system(), changes, POLL);
  }
}
