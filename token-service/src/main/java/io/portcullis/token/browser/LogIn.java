package io.portcullis.token.browser;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.User;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.issuance.LimitedPasswords;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Logs somebody in by password; any other login of this browser ends with all its sessions. */
final class LogIn {
  /** RFC 8176: a password. */
  private static final List<String> AMR_PASSWORD = List.of("pwd");

  private static final int MAX_EMAIL_CHARACTERS = 1024;
  private static final int MAX_PASSWORD_CHARACTERS = 8192;

  private final LimitedPasswords passwords;
  private final Authorizations authorizations;
  private final BrowserLogout logout;
  private final Duration life;

  LogIn(
      LimitedPasswords passwords,
      Authorizations authorizations,
      BrowserLogout logout,
      Duration life) {
    this.passwords = passwords;
    this.authorizations = authorizations;
    this.logout = logout;
    this.life = life;
  }

  /** What a try came to. */
  sealed interface Outcome {
    /** The password was right; the cookie is for this browser only. */
    record LoggedIn(String cookie) implements Outcome {
      @Override
      public String toString() {
        return "LoggedIn[***]";
      }
    }

    /** It was not, or could not be looked at; the message is the key of what the user reads. */
    record Failed(int status, String message) implements Outcome {}

    /** Too often; the password was not looked at. */
    record Limited(Exhausted verdict) implements Outcome {}

    record Unavailable(Duration retryAfter) implements Outcome {}
  }

  Outcome tryIt(Visitor visitor, Form form) {
    String email = form.text("email");
    String password = form.text("password");
    if (email.length() > MAX_EMAIL_CHARACTERS || password.length() > MAX_PASSWORD_CHARACTERS) {
      return new Outcome.Failed(422, "login.failed");
    }
    return switch (passwords.check(visitor.place(), email.strip(), password)) {
      case LimitedPasswords.Outcome.Limited(Exhausted verdict) -> new Outcome.Limited(verdict);
      case LimitedPasswords.Outcome.Checked(PasswordCheck.Accepted(User user)) ->
          loggedIn(user, visitor.evenOver());
      case LimitedPasswords.Outcome.Checked(PasswordCheck.Rejected()) ->
          new Outcome.Failed(422, "login.failed");
      case LimitedPasswords.Outcome.Checked(PasswordCheck.Busy()) ->
          new Outcome.Failed(503, "login.busy");
    };
  }

  private Outcome loggedIn(User user, Optional<BrowserLogin> former) {
    Optional<BrowserLogin> own =
        former.filter(login -> login.isOf(user)).filter(authorizations::mayGoOn);
    if (former.isPresent()
        && own.isEmpty()
        && logout.end(former.get().id())
            instanceof BrowserLogout.Outcome.Unavailable(Duration wait)) {
      return new Outcome.Unavailable(wait);
    }
    return new Outcome.LoggedIn(authorizations.logIn(user, AMR_PASSWORD, life, own).cookie());
  }
}
