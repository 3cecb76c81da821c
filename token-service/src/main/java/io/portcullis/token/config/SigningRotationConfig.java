package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import java.time.Duration;

/**
 * When signing keys move on.
 *
 * @param every how long a key signs; zero for until somebody rotates by hand
 * @param publishAhead how long a key is published before it may sign
 */
public record SigningRotationConfig(Duration every, Duration publishAhead) {
  public SigningRotationConfig {
    every = between("every", or(every, Duration.ofHours(24)), Duration.ZERO, Duration.ofDays(365));
    publishAhead =
        between(
            "publish_ahead",
            or(publishAhead, Duration.ofMinutes(15)),
            Duration.ofSeconds(2),
            Duration.ofHours(24));
    that(
        every.isZero() || every.compareTo(publishAhead) >= 0,
        "every",
        "must be 0s, or at least publish_ahead: a key is published for so long before it may sign");
  }
}
