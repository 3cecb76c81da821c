package io.portcullis.token.http;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
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

  private final PasswordVerifier passwords;
  private final InstantSource clock;

  public Reauthentication(PasswordVerifier passwords, InstantSource clock) {
    this.passwords = passwords;
    this.clock = clock;
  }

  /** What the caller hears unless it has shown enough. */
  Optional<Reply> refusal(Call call, Session session, JsonBody body) {
    Optional<String> password = body.optionalText("password", MAX_PASSWORD_CHARACTERS);
    if (password.isEmpty()) {
      long ageMillis = clock.millis() - session.authenticatedAtMillis();
      return ageMillis < FRESH_LOGIN.toMillis()
          ? Optional.empty()
          : Optional.of(reauthenticate(call));
    }
    return switch (passwords.recheck(session.tenant(), session.userId(), password.get())) {
      case PasswordCheck.Accepted _ -> Optional.empty();
      case PasswordCheck.Rejected() -> Optional.of(reauthenticate(call));
      case PasswordCheck.Busy() ->
          Optional.of(Problem.unavailable().reply(call).retryAfter(Duration.ofSeconds(1)));
    };
  }

  private static Reply reauthenticate(Call call) {
    return new Problem(
            401,
            "reauthentication_required",
            "Ending other sessions needs the password or a fresh login.")
        .reply(call);
  }
}
