package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;

import java.time.Duration;

/**
 * What is written to Redis for nodes in mode near-cache.
 *
 * @param enabled whether there are any in this region
 * @param hashedIds whether ids are hidden from the names of keys and from events
 * @param cleanUp how often keys without an end are looked for
 */
public record NearCacheConfig(Boolean enabled, Boolean hashedIds, Duration cleanUp) {
  public NearCacheConfig {
    enabled = or(enabled, false);
    hashedIds = or(hashedIds, false);
    cleanUp =
        between(
            "clean_up",
            or(cleanUp, Duration.ofHours(1)),
            Duration.ofSeconds(10),
            Duration.ofHours(24));
  }
}
