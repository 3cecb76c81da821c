package io.portcullis.token.account;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A person who may log in.
 *
 * @param tenant tenant the user belongs to, {@code default} where there is only one; at most 64
 *     letters, digits, dots, hyphens and underscores
 * @param userId the {@code sub} of the user's tokens; at most 255 visible ASCII characters without
 *     a comma, never given to somebody else
 * @param email unique over all tenants; nothing where another provider vouches for the user but not
 *     for an address
 * @param passwordHash PHC string of Argon2id; nothing for who only logs in by another provider
 * @param active false once the user may neither log in nor refresh
 * @param loginEpoch which logins of the user's browsers are over
 */
public record User(
    String tenant,
    String userId,
    Optional<EmailAddress> email,
    Optional<String> passwordHash,
    boolean active,
    LoginEpoch loginEpoch) {
  private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  // What a node passes on in a header: bytes that cannot end it or split a list in it.
  private static final Pattern USER_ID = Pattern.compile("[!-+\\--~]{1,255}");

  public User {
    if (!TENANT.matcher(tenant).matches()) {
      throw new IllegalArgumentException(
          "a tenant is at most 64 letters, digits, dots, hyphens and underscores");
    }
    if (!USER_ID.matcher(userId).matches()) {
      throw new IllegalArgumentException(
          "a user id is at most 255 visible ASCII characters without a comma");
    }
  }

  /** A user who has ended no logins yet. */
  public User(
      String tenant,
      String userId,
      Optional<EmailAddress> email,
      Optional<String> passwordHash,
      boolean active) {
    this(tenant, userId, email, passwordHash, active, LoginEpoch.FIRST);
  }

  @Override
  public String toString() {
    return "User[" + tenant + "/" + userId + "]";
  }
}
