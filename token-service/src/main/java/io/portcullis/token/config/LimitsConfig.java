package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;

import io.portcullis.kit.config.DataSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the service spends on callers.
 *
 * @param bodyBytes of a request on the public listener
 * @param adminBodyBytes of a request on the admin listener
 * @param headerBytes of a request's headers
 * @param readTimeout silence after which a connection is closed, and the time of a whole body
 * @param concurrentRequests on each listener; more are answered 503
 * @param trustedProxies how many of our own stand before the public listener
 * @param concurrentHashes password hashes computed at once, 19 MiB each; half the cores without it
 * @param hashQueue how long a login waits for its hash to begin
 * @param redisTimeout how long whoever is limited waits for Redis, which counts
 * @param rate how often one caller may ask
 * @param loginDelay how long one has to wait after wrong passwords
 */
public record LimitsConfig(
    DataSize bodyBytes,
    DataSize adminBodyBytes,
    DataSize headerBytes,
    Duration readTimeout,
    Integer concurrentRequests,
    Integer trustedProxies,
    @Nullable Integer concurrentHashes,
    Duration hashQueue,
    Duration redisTimeout,
    RateConfig rate,
    LoginDelayConfig loginDelay) {
  public LimitsConfig {
    bodyBytes =
        between(
            "body_bytes",
            or(bodyBytes, DataSize.ofKiB(16)),
            DataSize.ofKiB(4),
            DataSize.ofKiB(1024));
    adminBodyBytes =
        between(
            "admin_body_bytes",
            or(adminBodyBytes, DataSize.ofKiB(512)),
            DataSize.ofKiB(4),
            DataSize.ofKiB(16 * 1024));
    headerBytes =
        between(
            "header_bytes",
            or(headerBytes, DataSize.ofKiB(16)),
            DataSize.ofKiB(4),
            DataSize.ofKiB(64));
    readTimeout =
        between(
            "read_timeout",
            or(readTimeout, Duration.ofSeconds(10)),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    concurrentRequests = between("concurrent_requests", or(concurrentRequests, 1024), 1, 100_000);
    trustedProxies = between("trusted_proxies", or(trustedProxies, 0), 0, 8);
    if (concurrentHashes != null) {
      between("concurrent_hashes", concurrentHashes, 1, 64);
    }
    hashQueue =
        between(
            "hash_queue",
            or(hashQueue, Duration.ofMillis(100)),
            Duration.ZERO,
            Duration.ofSeconds(5));
    redisTimeout =
        between(
            "redis_timeout",
            or(redisTimeout, Duration.ofMillis(150)),
            Duration.ofMillis(10),
            Duration.ofSeconds(5));
  }
}
