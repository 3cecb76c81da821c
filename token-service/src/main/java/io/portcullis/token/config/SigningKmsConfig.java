package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import io.portcullis.kit.config.HttpsOrLoopback;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * AWS KMS, for the modes that need it.
 *
 * @param endpoint an address other than the region's own
 * @param keyId id, ARN or alias of the key that wraps the signing keys
 * @param timeout of a call with all its retries
 * @param concurrent signatures at a time where KMS signs
 * @param signaturesPerSecond the same in a second
 */
public record SigningKmsConfig(
    @Nullable URI endpoint,
    @Nullable String keyId,
    String region,
    Duration timeout,
    Integer concurrent,
    Integer signaturesPerSecond) {
  public SigningKmsConfig {
    that(
        endpoint == null || HttpsOrLoopback.allows(endpoint, false),
        "endpoint",
        "must be an https:// URL; http:// only with a loopback host");
    region = or(region, "us-east-1");
    timeout =
        between(
            "timeout",
            or(timeout, Duration.ofSeconds(2)),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));
    concurrent = between("concurrent", or(concurrent, 64), 1, 1000);
    signaturesPerSecond =
        between("signatures_per_second", or(signaturesPerSecond, 200), 1, 100_000);
  }
}
