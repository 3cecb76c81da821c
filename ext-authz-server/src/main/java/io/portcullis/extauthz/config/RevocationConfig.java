package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.redis.RedisConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the server knows what is revoked.
 *
 * @param redis where the log is
 * @param hmacKeyFile the keys that seal it; empty in mode none
 * @param snapshotFile where the replica is kept over a restart; empty for nowhere
 * @param clockError bound on the difference of any two processes' clocks
 * @param nearCache of mode near-cache
 */
public record RevocationConfig(
    RevocationMode mode,
    RedisConfig redis,
    Path hmacKeyFile,
    Path snapshotFile,
    Duration clockError,
    NearCacheConfig nearCache) {
  /** All modes but none need Redis and the key file. */
  public RevocationConfig {
    mode = ConfigCheck.or(mode, RevocationMode.REPLICA);
    hmacKeyFile = ConfigCheck.or(hmacKeyFile, Path.of(""));
    snapshotFile = ConfigCheck.or(snapshotFile, Path.of(""));
    ConfigCheck.that(
        mode == RevocationMode.NONE || !hmacKeyFile.toString().isEmpty(),
        "hmac_key_file",
        "is required in modes replica and near-cache");
    ConfigCheck.that(
        mode == RevocationMode.NONE || redis == null || !redis.nodes().isEmpty(),
        "redis.nodes",
        "at least one is needed in modes replica and near-cache, like redis://127.0.0.1:7000");
    clockError =
        ConfigCheck.between(
            "clock_error",
            ConfigCheck.or(clockError, Duration.ofSeconds(1)),
            Duration.ofMillis(10),
            Duration.ofSeconds(10));
  }
}
