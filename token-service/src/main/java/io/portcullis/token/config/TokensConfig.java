package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;

import java.time.Duration;

/**
 * How long access tokens live.
 *
 * @param maxTokenLife written into the revocation log: no node accepts a longer life
 */
public record TokensConfig(Duration accessLife, Duration maxTokenLife) {
  private static final Duration LEAST = Duration.ofSeconds(10);

  public TokensConfig {
    maxTokenLife =
        between(
            "max_token_life",
            or(maxTokenLife, Duration.ofMinutes(15)),
            LEAST,
            Duration.ofHours(24));
    accessLife = between("access_life", or(accessLife, Duration.ofMinutes(5)), LEAST, maxTokenLife);
  }
}
