package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;

import java.time.Duration;

/**
 * How clients are told of ended sessions.
 *
 * @param timeout of one try
 * @param attempts tries before a client is not told any more
 * @param giveUpAfter the same, whatever their number
 */
public record BackchannelLogoutConfig(Duration timeout, Integer attempts, Duration giveUpAfter) {
  public BackchannelLogoutConfig {
    timeout =
        between(
            "timeout",
            or(timeout, Duration.ofSeconds(5)),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));
    attempts = between("attempts", or(attempts, 16), 1, 100);
    giveUpAfter =
        between(
            "give_up_after",
            or(giveUpAfter, Duration.ofHours(24)),
            Duration.ofSeconds(1),
            Duration.ofDays(7));
  }
}
