package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.limit.KnownDevices;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import java.util.Optional;

/**
 * The permits of a login, the same on every path that takes a password. A device from which the
 * account has been logged in to before has permits of its own: so strangers, from however many
 * addresses, use up only what strangers have, and its owner gets in (OWASP, "Slow Down Online
 * Guessing Attacks with Device Cookies").
 */
public final class LoginLimits {
  private final RateLimits limits;
  private final KnownDevices devices;

  public LoginLimits(RateLimits limits, KnownDevices devices) {
    this.limits = limits;
    this.devices = devices;
  }

  /**
   * Takes a permit of a known browser; of anybody else one of the address, then one of the account
   * at this address, where it is known, or one of the account: who guesses from one place takes
   * nothing from the user's own permits.
   *
   * @param email as typed
   * @return what is used up, if anything is
   */
  public Optional<Verdict.Exhausted> exhausted(LoginPlace place, String email) {
    String account = account(email);
    String browser = place.browser().orElse("");
    if (isKnown(account, browser)) {
      return exhausted(RateLimit.LOGIN_PER_DEVICE, account + " " + browser);
    }
    String address = place.addressHash();
    return exhausted(RateLimit.LOGIN_PER_ADDRESS, address)
        .or(() ->
            isKnown(account, address)
                ? exhausted(RateLimit.LOGIN_PER_DEVICE, account + " " + address)
                : exhausted(RateLimit.LOGIN_PER_USER, account));
  }

  /** The password was right: whatever device it came from is known from now on. */
  public void succeeded(LoginPlace place, String email) {
    String account = account(email);
    place.browser().ifPresent(browser -> devices.remember(account, browser));
    if (!place.addressHash().isEmpty()) {
      devices.remember(account, place.addressHash());
    }
  }

  private boolean isKnown(String account, String device) {
    return !account.isEmpty() && !device.isEmpty() && devices.knows(account, device);
  }

  private Optional<Verdict.Exhausted> exhausted(RateLimit limit, String key) {
    return !key.isEmpty() && limits.take(limit, key) instanceof Verdict.Exhausted exhausted
        ? Optional.of(exhausted)
        : Optional.empty();
  }

  private static String account(String email) {
    return EmailAddress.parse(email).map(EmailAddress::reveal).orElse("");
  }
}
