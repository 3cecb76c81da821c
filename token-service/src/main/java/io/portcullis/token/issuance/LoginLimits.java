package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import java.util.Optional;

/** The permits of a login, the same on every path that takes a password. */
public final class LoginLimits {
  private final RateLimits limits;

  public LoginLimits(RateLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes a permit of the address, then one of the account: who guesses from one place takes
   * nothing from the user's own permits.
   *
   * @param addressHash where the login comes from; empty when that is not known
   * @param email as typed
   * @return what is used up, if anything is
   */
  public Optional<Verdict.Exhausted> exhausted(String addressHash, String email) {
    return exhausted(RateLimit.LOGIN_PER_ADDRESS, addressHash)
        .or(() ->
            exhausted(
                RateLimit.LOGIN_PER_USER,
                EmailAddress.parse(email).map(EmailAddress::reveal).orElse("")));
  }

  private Optional<Verdict.Exhausted> exhausted(RateLimit limit, String key) {
    return !key.isEmpty() && limits.take(limit, key) instanceof Verdict.Exhausted exhausted
        ? Optional.of(exhausted)
        : Optional.empty();
  }
}
