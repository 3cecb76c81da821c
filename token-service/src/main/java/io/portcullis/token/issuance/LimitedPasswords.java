package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
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
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when storage is away
   */
  public Outcome check(LoginPlace place, String email, String password) {
    return limits
        .exhausted(place, email)
        .<Outcome>map(Outcome.Limited::new)
        .orElseGet(() -> new Outcome.Checked(checked(place, email, password)));
  }

  /**
   * Checks the password of a session's user, who has logged in before.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when storage is away
   */
  public Outcome recheck(LoginPlace place, Session session, String password) {
    return users
        .find(session.tenant(), session.userId())
        .flatMap(User::email)
        .map(EmailAddress::reveal)
        .map(email -> check(place, email, password))
        .orElseGet(() -> new Outcome.Checked(new PasswordCheck.Rejected()));
  }

  private PasswordCheck checked(LoginPlace place, String email, String password) {
    PasswordCheck check = passwords.check(email, password);
    if (check instanceof PasswordCheck.Accepted) {
      limits.succeeded(place, email);
    }
    return check;
  }
}
