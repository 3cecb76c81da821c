package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.util.OptionalInt;

/**
 * What is refused early instead of queued.
 *
 * @param maxConcurrentVerifications signatures verified at the same time
 * @param failedVerificationsPerSource failed signatures that one source address may cost
 */
public record OverloadConfig(
    Concurrency maxConcurrentVerifications, Rate failedVerificationsPerSource) {
  /** As many verifications as leave a processor for known tokens. */
  public OverloadConfig {
    maxConcurrentVerifications =
        ConfigCheck.or(maxConcurrentVerifications, new Concurrency(OptionalInt.empty()));
    failedVerificationsPerSource =
        ConfigCheck.or(failedVerificationsPerSource, new Rate(OptionalInt.of(100)));
  }
}
