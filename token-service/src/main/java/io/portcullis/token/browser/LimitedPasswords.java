package io.portcullis.token.browser;

import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.PasswordVerifier;
import io.portcullis.token.http.Call;
import io.portcullis.token.issuance.LoginLimits;
import io.portcullis.token.limit.Verdict.Exhausted;
import io.portcullis.token.session.Devices;

/** Checks passwords that are typed into a page, no oftener than all logins together may try. */
final class LimitedPasswords {
  private final PasswordVerifier passwords;
  private final LoginLimits limits;
  private final Devices devices;

  LimitedPasswords(PasswordVerifier passwords, LoginLimits limits, Devices devices) {
    this.passwords = passwords;
    this.limits = limits;
    this.devices = devices;
  }

  /** What a try came to. */
  sealed interface Outcome {
    record Checked(PasswordCheck check) implements Outcome {}

    /** Too often: the password was not looked at. */
    record Limited(Exhausted verdict) implements Outcome {}
  }

  Outcome check(Call call, String email, String password) {
    return limits
        .exhausted(devices.addressHash(call.source()), email)
        .<Outcome>map(Outcome.Limited::new)
        .orElseGet(() -> new Outcome.Checked(passwords.check(email, password)));
  }
}
