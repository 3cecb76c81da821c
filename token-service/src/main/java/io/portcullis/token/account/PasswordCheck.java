package io.portcullis.token.account;

/** What checking an e-mail address and a password came to. */
public sealed interface PasswordCheck {
  /** The password is this user's, and the user is active. */
  record Accepted(User user) implements PasswordCheck {}

  /** Unknown address, wrong password or disabled user: told apart by nobody outside. */
  record Rejected() implements PasswordCheck {}

  /** All hashing threads are taken; nothing was judged. */
  record Busy() implements PasswordCheck {}
}
