package io.portcullis.token.http;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code POST /v1/logout}: ends this session, or with {@code {"all":true}} all of the user's. A
 * stolen access token alone must not log somebody out everywhere, so {@code all} also needs the
 * password or a login of the last five minutes.
 */
final class LogoutEndpoint {
  private static final Duration FRESH_LOGIN = Duration.ofMinutes(5);
  private static final int MAX_PASSWORD_CHARACTERS = 8192;

  private final Revocations revocations;
  private final PasswordVerifier passwords;
  private final String issuer;
  private final InstantSource clock;

  LogoutEndpoint(
      Revocations revocations, PasswordVerifier passwords, String issuer, InstantSource clock) {
    this.revocations = revocations;
    this.passwords = passwords;
    this.issuer = issuer;
    this.clock = clock;
  }

  Reply answer(Call call, Session session) {
    JsonBody body = JsonBody.ofOptional(call);
    if (!body.flag("all")) {
      return ended(call, RevocationRequest.session(issuer, session.sid()));
    }
    Optional<String> password = body.optionalText("password", MAX_PASSWORD_CHARACTERS);
    return refusal(call, session, password)
        .orElseGet(
            () -> ended(call, RevocationRequest.user(issuer, session.tenant(), session.userId())));
  }

  private Optional<Reply> refusal(Call call, Session session, Optional<String> password) {
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

  private Reply ended(Call call, RevocationRequest request) {
    return switch (revocations.revoke(request)) {
      case RevocationOutcome.Revoked _ -> Reply.empty(204);
      case RevocationOutcome.Unavailable(Duration wait) ->
          Problem.unavailable().reply(call).retryAfter(wait);
    };
  }

  private static Reply reauthenticate(Call call) {
    return new Problem(
            401,
            "reauthentication_required",
            "Ending all sessions needs the password or a fresh login.")
        .reply(call);
  }
}
