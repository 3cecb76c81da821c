package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.time.Duration;

/**
 * How the server leaves.
 *
 * @param delay from "not ready" to the first refusal, for Envoy to notice
 * @param timeout for checks under way after that
 */
public record DrainConfig(Duration delay, Duration timeout) {
  /** Together less than an orchestrator's usual 30 s. */
  public DrainConfig {
    delay =
        ConfigCheck.between(
            "delay",
            ConfigCheck.or(delay, Duration.ofSeconds(5)),
            Duration.ZERO,
            Duration.ofMinutes(5));
    timeout =
        ConfigCheck.between(
            "timeout",
            ConfigCheck.or(timeout, Duration.ofSeconds(20)),
            Duration.ZERO,
            Duration.ofMinutes(10));
  }
}
