package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long sessions live.
 *
 * @param refreshGrace how long a used refresh token still answers with its successor
 * @param idle a session ends so long after its last refresh
 * @param absolute a session ends so long after its login
 * @param maxConcurrent how many of a user's may live at once; 0 for any number
 * @param browserLogin how long a browser stays logged in after a password was given
 * @param keyFile keys behind refresh tokens; {@code refresh-token.keys} beside the signing keys,
 *     made when it is missing, unless one is named
 * @param withdrawnKeys ids of keys that were taken out of it for good
 */
public record SessionConfig(
    Duration refreshGrace,
    Duration idle,
    Duration absolute,
    Integer maxConcurrent,
    Duration browserLogin,
    @Nullable Path keyFile,
    List<String> withdrawnKeys) {
  private static final int MOST_WITHDRAWN = 100;
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

  public SessionConfig {
    refreshGrace =
        between(
            "refresh_grace",
            or(refreshGrace, Duration.ofSeconds(10)),
            Duration.ZERO,
            Duration.ofSeconds(60));
    absolute =
        between(
            "absolute",
            or(absolute, Duration.ofDays(30)),
            Duration.ofMinutes(1),
            Duration.ofDays(365));
    idle =
        between(
            "idle",
            or(idle, absolute.compareTo(Duration.ofDays(14)) < 0 ? absolute : Duration.ofDays(14)),
            Duration.ofSeconds(10),
            absolute);
    maxConcurrent = between("max_concurrent", or(maxConcurrent, 0), 0, 100);
    browserLogin =
        between(
            "browser_login",
            or(browserLogin, Duration.ofHours(12)),
            Duration.ofMinutes(1),
            Duration.ofDays(30));
    withdrawnKeys = List.copyOf(or(withdrawnKeys, List.of()));
    that(
        withdrawnKeys.size() <= MOST_WITHDRAWN,
        "withdrawn_keys",
        withdrawnKeys.size() + " ids are too many; allowed: 0 to " + MOST_WITHDRAWN);
    for (String id : withdrawnKeys) {
      that(
          KEY_ID.matcher(id).matches(),
          "withdrawn_keys",
          "'" + id + "' is no id of a key: 1 to 16 of A-Z, a-z, 0-9, _ and -");
    }
  }
}
