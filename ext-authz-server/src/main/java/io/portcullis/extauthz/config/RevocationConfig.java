package io.portcullis.extauthz.config;

import io.portcullis.kit.config.ConfigCheck;
import io.portcullis.kit.redis.RedisConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the server knows what is revoked.
 *
 * @param home this region, as its token service names it
 * @param otherHomes regions whose logs are followed, too
 * @param redis where the log is
 * @param hmacKeyFile the keys that seal it; empty in mode none
 * @param snapshotFile where the replica is kept over a restart; empty for nowhere
 * @param clockError bound on the difference of any two processes' clocks
 * @param nearCache of mode near-cache
 */
public record RevocationConfig(
    RevocationMode mode,
    String home,
    List<String> otherHomes,
    RedisConfig redis,
    Path hmacKeyFile,
    Path snapshotFile,
    Duration clockError,
    NearCacheConfig nearCache) {
  private static final String HOME = "[a-z0-9-]{1,32}";
  private static final int MAX_OTHER_HOMES = 16;

  /** All modes but none need Redis and the key file. */
  public RevocationConfig {
    mode = ConfigCheck.or(mode, RevocationMode.REPLICA);
    home = ConfigCheck.or(home, "local");
    otherHomes = ConfigCheck.or(otherHomes, List.of());
    validateHomes(mode, home, otherHomes);
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

  private static void validateHomes(RevocationMode mode, String home, List<String> others) {
    ConfigCheck.that(home.matches(HOME), "home", "must be 1 to 32 of a-z, 0-9 and -");
    if (others.isEmpty()) {
      return;
    }
    ConfigCheck.that(
        mode == RevocationMode.REPLICA, "other_homes", "can be followed in mode replica only");
    ConfigCheck.that(
        others.size() <= MAX_OTHER_HOMES, "other_homes", "must be " + MAX_OTHER_HOMES + " at most");
    Set<String> seen = new HashSet<>(Set.of(home));
    for (int i = 0; i < others.size(); i++) {
      String key = "other_homes[" + i + "]";
      ConfigCheck.that(others.get(i).matches(HOME), key, "must be 1 to 32 of a-z, 0-9 and -");
      ConfigCheck.that(seen.add(others.get(i)), key, "is named before");
    }
  }
}
