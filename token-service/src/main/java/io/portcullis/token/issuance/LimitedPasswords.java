package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.dynamo.StorageUnavailableException;
import io.portcullis.token.limit.Verdict.Exhausted;
import io.portcullis.token.session.Session;

/** Checks passwords, no oftener than all that take one together may try. */
public final class LimitedPasswords {
  private final PasswordVerifier passwords;
  private final UserStore users;
  private final LoginLimits limits;

  public LimitedPasswords(PasswordVerifier passwords, UserStore users, LoginLimits limits) {
    this.passwords = passwords;
    this.users = users;
    this.limits = limits;
  }

  /** What a try came to. */
  public sealed interface Outcome {
    record Checked(PasswordCheck check) implements Outcome {}

    /** Too often: the password was not looked at. */
    record Limited(Exhausted verdict) implements Outcome {}
  }

  /**
   * Checks who logs in.
   *
   * @throws StorageUnavailableException when storage is away
   */
  public Outcome check(LoginPlace place, String email, String password) {
    return switch (limits.begin(place, email)) {
      case LoginTry.Refused(Exhausted verdict) -> new Outcome.Limited(verdict);
      case LoginTry.Open open -> new Outcome.Checked(checked(open, email, password));
    };
  }

  /**
   * Checks the password of a session's user, who has logged in before.
   *
   * @throws StorageUnavailableException when storage is away
   */
  public Outcome recheck(LoginPlace place, Session session, String password) {
    return users
        .find(session.tenant(), session.userId())
        .flatMap(User::email)
        .map(EmailAddress::reveal)
        .map(email -> check(place, email, password))
        .orElseGet(() -> new Outcome.Checked(new PasswordCheck.Rejected()));
  }

  private PasswordCheck checked(LoginTry.Open open, String email, String password) {
    try {
      PasswordCheck check = passwords.check(email, password);
      switch (check) {
        case PasswordCheck.Accepted _ -> limits.succeeded(open);
        case PasswordCheck.Rejected() -> {
          // It counts already.
        }
        case PasswordCheck.Busy() -> limits.undecided(open);
      }
      return check;
    } catch (StorageUnavailableException e) {
      limits.undecided(open);
      throw e;
    }
  }
}
