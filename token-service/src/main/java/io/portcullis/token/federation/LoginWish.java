package io.portcullis.token.federation;

import com.nimbusds.openid.connect.sdk.Prompt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a login at another provider must be (OpenID Connect Core section 3.1.2.1).
 *
 * @param anew whether the user must log in again there even if logged in
 * @param chosen whether the user must be asked there as whom, and need not log in again
 * @param maxAge how long ago the user may have logged in there, at most
 */
public record LoginWish(boolean anew, boolean chosen, Optional<Duration> maxAge) {
  public static final LoginWish ANY = new LoginWish(false, false, Optional.empty());

  /** By how much the provider's clock may differ from ours. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** What is asked so that the provider says when the user logged in. */
  private static final Duration SOME_AGE = Duration.ofMinutes(5);

  /**
   * {@code max_age} to ask for: younger than needed, so that what the provider's clock finds young
   * enough is so by ours as well.
   */
  Optional<Duration> askedAge() {
    return maxAge
        .map(age -> age.minus(LEEWAY))
        .filter(Duration::isPositive)
        .or(() -> asksLogin() ? Optional.of(SOME_AGE) : Optional.empty());
  }

  /**
   * {@code prompt} to ask for.
   *
   * @param known what the provider says that it knows; nothing where it does not say
   */
  Optional<Prompt> prompt(@Nullable List<Prompt.Type> known) {
    Prompt prompt = new Prompt();
    if (asksLogin()) {
      prompt.add(Prompt.Type.LOGIN);
    }
    if (chosen) {
      // Whom somebody wants to be they can also say by logging in.
      prompt.add(
          known == null || known.contains(Prompt.Type.SELECT_ACCOUNT)
              ? Prompt.Type.SELECT_ACCOUNT
              : Prompt.Type.LOGIN);
    }
    return prompt.isEmpty() ? Optional.empty() : Optional.of(prompt);
  }

  private boolean asksLogin() {
    return anew || maxAge.filter(age -> age.compareTo(LEEWAY) <= 0).isPresent();
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
    return at.filter(time -> isSince(time, begun) || (!anew && isYoung(time, now))).isPresent();
  }

  private boolean isYoung(Instant time, Instant now) {
    return maxAge.filter(age -> !time.isBefore(now.minus(age))).isPresent();
  }

  /**
   * When somebody logged in there by our clock: whoever did so once we had sent them did not
   * before.
   *
   * @param begun when the user was sent there
   */
  static Instant byOurClock(Instant time, Instant begun) {
    return isSince(time, begun) && time.isBefore(begun) ? begun : time;
  }

  private static boolean isSince(Instant time, Instant begun) {
    return !time.isBefore(begun.minus(LEEWAY));
  }
}
