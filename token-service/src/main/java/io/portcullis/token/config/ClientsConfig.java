package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;

import java.time.Duration;

/**
 * How registrations of clients are read.
 *
 * @param maxAge how long one that was read is gone by; zero to read it for every request
 */
public record ClientsConfig(Duration maxAge) {
  public ClientsConfig {
    maxAge =
        between("max_age", or(maxAge, Duration.ofSeconds(5)), Duration.ZERO, Duration.ofMinutes(5));
  }
}
