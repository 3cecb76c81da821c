package io.portcullis.token.config;

import static io.portcullis.kit.config.ConfigCheck.between;
import static io.portcullis.kit.config.ConfigCheck.or;
import static io.portcullis.kit.config.ConfigCheck.that;

import java.time.Duration;

/**
 * How long one has to wait after wrong passwords.
 *
 * @param freePerUser wrong ones without a wait, by account, and by account and known device
 * @param freePerAddress the same by address
 * @param first the wait after the next one; it doubles with each
 * @param longest the wait that is never exceeded
 * @param forgetOnePerUser after how long one wrong one of an account is forgotten
 * @param forgetOnePerAddress the same of an address
 */
public record LoginDelayConfig(
    Integer freePerUser,
    Integer freePerAddress,
    Duration first,
    Duration longest,
    Duration forgetOnePerUser,
    Duration forgetOnePerAddress) {
  private static final int MOST_FREE = 10_000;
  private static final Duration LONGEST = Duration.ofHours(1);

  public LoginDelayConfig {
    freePerUser = between("free_per_user", or(freePerUser, 5), 1, MOST_FREE);
    freePerAddress = between("free_per_address", or(freePerAddress, 30), 1, MOST_FREE);
    first = between("first", or(first, Duration.ofSeconds(1)), Duration.ofMillis(100), LONGEST);
    longest =
        between("longest", or(longest, Duration.ofMinutes(15)), Duration.ofSeconds(1), LONGEST);
    that(longest.compareTo(first) >= 0, "longest", "must be at least first");
    forgetOnePerUser =
        forgetting("forget_one_per_user", or(forgetOnePerUser, Duration.ofMinutes(15)));
    forgetOnePerAddress =
        forgetting("forget_one_per_address", or(forgetOnePerAddress, Duration.ofMinutes(1)));
  }

  private static Duration forgetting(String key, Duration time) {
    return between(key, time, Duration.ofSeconds(1), Duration.ofHours(24));
  }
}
