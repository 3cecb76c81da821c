package io.portcullis.token.http;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.issuance.LimitedPasswords;
import io.portcullis.token.issuance.LimitedPasswords.Outcome;
import io.portcullis.token.issuance.LoginPlace;
import io.portcullis.token.limit.Verdict.Exhausted;
import io.portcullis.token.session.Devices;
import io.portcullis.token.session.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A stolen access token alone must not log somebody out elsewhere, so that also needs the password
 * or a login of the last five minutes.
 */
public final class Reauthentication {
  private static final Duration FRESH_LOGIN = Duration.ofMinutes(5);
  private static final int MAX_PASSWORD_CHARACTERS = 8192;

  private final LimitedPasswords passwords;
  private final Devices devices;
  private final InstantSource clock;

  public Reauthentication(LimitedPasswords passwords, Devices devices, InstantSource clock) {
    this.passwords = passwords;
    this.devices = devices;
    this.clock = clock;
  }

  /** What the caller hears unless it has shown enough. */
  Optional<Reply> refusal(Call call, Session session, JsonBody body) {
    Optional<String> password = body.optionalText("password", MAX_PASSWORD_CHARACTERS);
    if (password.isEmpty()) {
      return isFresh(session) ? Optional.empty() : Optional.of(reauthenticate(call));
    }
    LoginPlace place = new LoginPlace(devices.addressHash(call.source()), Optional.empty());
    return switch (passwords.recheck(place, session, password.get())) {
      case Outcome.Checked(PasswordCheck.Accepted _) -> Optional.empty();
      case Outcome.Checked(PasswordCheck.Rejected()) -> Optional.of(reauthenticate(call));
      case Outcome.Checked(PasswordCheck.Busy()) ->
          Optional.of(Problem.unavailable().reply(call).retryAfter(Duration.ofSeconds(1)));
      case Outcome.Limited(Exhausted verdict) ->
          Optional.of(RateLimitReplies.problem(call, verdict));
    };
  }

  private boolean isFresh(Session session) {
    long soonest = clock.millis() - FRESH_LOGIN.toMillis();
    return session.authenticatedAtMillis().isPresent()
        && session.authenticatedAtMillis().getAsLong() > soonest;
  }

  private static Reply reauthenticate(Call call) {
    return new Problem(
            401,
            "reauthentication_required",
            "Ending other sessions needs the password or a fresh login.")
        .reply(call);
  }
}
