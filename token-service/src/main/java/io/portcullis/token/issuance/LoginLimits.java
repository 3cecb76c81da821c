package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.issuance.LoginTry.Counted;
import io.portcullis.token.limit.FailureDelays;
import io.portcullis.token.limit.KnownDevices;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often passwords may be tried, the same on every path that takes one: some a minute, right or
 * wrong, and after wrong ones only after a wait, longer each time. A device from which the account
 * has been logged in to before has both of its own: so strangers, from however many addresses, use
 * up only what strangers have and make only strangers wait, and its owner gets in (OWASP, "Slow
 * Down Online Guessing Attacks with Device Cookies").
 */
public final class LoginLimits {
  private final RateLimits limits;
  private final FailureDelays delays;
  private final KnownDevices devices;

  public LoginLimits(RateLimits limits, FailureDelays delays, KnownDevices devices) {
    this.limits = limits;
    this.delays = delays;
    this.devices = devices;
  }

  /**
   * Takes a permit of a known browser; of anybody else one of the address, then one of the account
   * at this address, where it is known, or one of the account: who guesses from one place takes
   * nothing from the user's own permits. Then it must be late enough after the last wrong one of
   * the same device, or of both address and account.
   *
   * @param email as typed
   */
  public LoginTry begin(LoginPlace place, String email) {
    String account = account(email);
    String address = place.addressHash();
    String browser = place.browser().orElse("");
    if (isKnown(account, browser)) {
      return begin(place, account, List.of(device(account, browser)));
    }
    Optional<Exhausted> exhausted = leaving(place);
    if (exhausted.isPresent()) {
      return new LoginTry.Refused(exhausted.get());
    }
    return isKnown(account, address)
        ? begin(place, account, List.of(device(account, address)))
        : begin(
            place,
            account,
            List.of(
                new Counted(RateLimit.LOGIN_PER_ADDRESS, address),
                new Counted(RateLimit.LOGIN_PER_USER, account)));
  }

  /** Takes a permit of the address alone, of who goes to log in elsewhere. */
  public Optional<Exhausted> leaving(LoginPlace place) {
    return permit(new Counted(RateLimit.LOGIN_PER_ADDRESS, place.addressHash()));
  }

  /**
   * The password was right: whatever device it came from is known from now on. An address keeps the
   * wrong ones that came from it, or an attacker who has an account would make it forget them.
   */
  public void succeeded(LoginTry.Open open) {
    for (Counted counted : open.counted()) {
      if (counted.limit() == RateLimit.LOGIN_PER_ADDRESS) {
        delays.undo(counted.limit(), counted.key());
      } else {
        delays.forget(counted.limit(), counted.key());
      }
    }
    LoginPlace place = open.place();
    place.browser().ifPresent(browser -> devices.remember(open.account(), browser));
    if (!place.addressHash().isEmpty()) {
      devices.remember(open.account(), place.addressHash());
    }
  }

  /** Nobody has looked at the password. */
  public void undecided(LoginTry.Open open) {
    open.counted().forEach(counted -> delays.undo(counted.limit(), counted.key()));
  }

  /** The first of these has had its permit where there are two. */
  private LoginTry begin(LoginPlace place, String account, List<Counted> wanted) {
    List<Counted> counted = wanted.stream().filter(one -> !one.key().isEmpty()).toList();
    return permit(wanted.getLast())
        .or(() -> tooEarly(counted))
        .<LoginTry>map(LoginTry.Refused::new)
        .orElseGet(() -> new LoginTry.Open(place, account, counted));
  }

  private Optional<Exhausted> tooEarly(List<Counted> wanted) {
    List<Counted> begun = new ArrayList<>();
    for (Counted counted : wanted) {
      Optional<Duration> wait = delays.begin(counted.limit(), counted.key());
      if (wait.isPresent()) {
        begun.forEach(other -> delays.undo(other.limit(), other.key()));
        return Optional.of(new Exhausted(counted.limit(), 1, wait.get(), wait.get()));
      }
      begun.add(counted);
    }
    return Optional.empty();
  }

  private Optional<Exhausted> permit(Counted counted) {
    return !counted.key().isEmpty()
            && limits.take(counted.limit(), counted.key()) instanceof Exhausted exhausted
        ? Optional.of(exhausted)
        : Optional.empty();
  }

  private boolean isKnown(String account, String device) {
    return !account.isEmpty() && !device.isEmpty() && devices.knows(account, device);
  }

  private static Counted device(String account, String device) {
    return new Counted(RateLimit.LOGIN_PER_DEVICE, account + " " + device);
  }

  private static String account(String email) {
    return EmailAddress.parse(email).map(EmailAddress::reveal).orElse("");
  }
}
