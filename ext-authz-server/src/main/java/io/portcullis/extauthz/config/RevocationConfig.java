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
 * @param clockError bound on the difference of any two processes' clocks
 */
public record RevocationConfig(
    RevocationMode mode, RedisConfig redis, Path hmacKeyFile, Duration clockError) {
  /** Replica mode needs Redis and the key file. */
  public RevocationConfig {
    mode = ConfigCheck.or(mode, RevocationMode.REPLICA);
    hmacKeyFile = ConfigCheck.or(hmacKeyFile, Path.of(""));
    ConfigCheck.that(
        mode != RevocationMode.NEAR_CACHE, "mode", "near-cache is not supported yet; use replica");
    ConfigCheck.that(
        mode != RevocationMode.REPLICA || !hmacKeyFile.toString().isEmpty(),
        "hmac_key_file",
        "is required in mode replica");
    ConfigCheck.that(
        mode != RevocationMode.REPLICA || redis == null || !redis.nodes().isEmpty(),
        "redis.nodes",
        "at least one is needed in mode replica, like redis://127.0.0.1:7000");
    clockError =
        ConfigCheck.between(
            "clock_error",
            ConfigCheck.or(clockError, Duration.ofSeconds(1)),
            Duration.ofMillis(10),
            Duration.ofSeconds(10));
  }
}
