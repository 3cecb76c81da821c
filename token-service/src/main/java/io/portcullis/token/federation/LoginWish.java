package io.portcullis.token.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a login at another provider must be.
 *
 * @param anew whether the user must log in again there even if logged in
 * @param maxAge how long ago the user may have logged in there, at most
 */
public record LoginWish(boolean anew, Optional<Duration> maxAge) {
  public static final LoginWish ANY = new LoginWish(false, Optional.empty());

  /** By how much the provider's clock may differ from ours. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** What is asked so that the provider says when the user logged in. */
  private static final Duration SOME_AGE = Duration.ofMinutes(5);

  /** {@code max_age} to ask for. */
  Optional<Duration> askedAge() {
    return maxAge.or(() -> anew ? Optional.of(SOME_AGE) : Optional.empty());
  }

  /**
   * Whether the login there was late enough; where that matters, the provider must say when it was.
   *
   * @param begun when the user was sent there
   */
  boolean isMet(Optional<Instant> at, Instant begun, Instant now) {
    if (!anew && maxAge.isEmpty()) {
      return true;
    }
    return at.filter(time -> !anew || isSince(time, begun))
        .filter(time -> maxAge.filter(age -> time.isBefore(now.minus(age).minus(LEEWAY))).isEmpty())
        .isPresent();
  }

  /** Whether somebody who logged in there at that time did so after having been sent there. */
  static boolean isSince(Instant time, Instant begun) {
    return !time.isBefore(begun.minus(LEEWAY));
  }
}
