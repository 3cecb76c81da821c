package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import java.time.Duration;

/**
 * Mode near-cache.
 *
 * @param ttl how long an answer of Redis is used
 * @param answers how many are kept
 * @param timeout how long a check may wait for one
 * @param concurrentLookups how many checks may wait at once
 * @param hashedIds whether the region's relays hash the ids in the names of keys
 */
public record NearCacheConfig(
    Duration ttl, Integer answers, Duration timeout, Integer concurrentLookups, Boolean hashedIds) {
  /** The defaults. */
  public NearCacheConfig {
    ttl =
        ConfigCheck.between(
            "ttl",
            ConfigCheck.or(ttl, Duration.ofSeconds(5)),
            Duration.ofMillis(100),
            Duration.ofMinutes(1));
    answers = ConfigCheck.between("answers", ConfigCheck.or(answers, 65_536), 1_000, 10_000_000);
    timeout =
        ConfigCheck.between(
            "timeout",
            ConfigCheck.or(timeout, Duration.ofMillis(25)),
            Duration.ofMillis(1),
            Duration.ofSeconds(1));
    concurrentLookups =
        ConfigCheck.between(
            "concurrent_lookups", ConfigCheck.or(concurrentLookups, 1_024), 1, 100_000);
    hashedIds = ConfigCheck.or(hashedIds, false);
  }
}
