package io.portcullis.token.authorization;

import io.portcullis.token.account.User;
import java.util.List;
import java.util.OptionalLong;

/**
 * A browser in which somebody is logged in with us. The sessions that clients open from it, but for
 * offline ones, end with it.
 *
 * @param id 128 random bits, base64url; the first part of the cookie
 * @param secretHash SHA-256 of the second part, hexadecimal: who reads the table cannot log in
 * @param amr how the user was authenticated (RFC 8176)
 * @param epoch of its user's logins when it began
 * @param startMillis after every revoked-after time that could cover it, Unix milliseconds; a later
 *     one ends the login
 * @param authenticatedAtMillis {@code auth_time}, Unix milliseconds; empty where another provider
 *     does not say when it has seen the user
 * @param loggedInAtMillis when the user logged in here last, be it by what they did elsewhere
 *     before, Unix milliseconds
 * @param expiryMillis ends then at the latest, Unix milliseconds
 * @param ended whether somebody logged out
 * @param sids the sessions that end with it, oldest first
 */
public record BrowserLogin(
    String id,
    String secretHash,
    String tenant,
    String userId,
    List<String> amr,
    long epoch,
    long startMillis,
    OptionalLong authenticatedAtMillis,
    long loggedInAtMillis,
    long expiryMillis,
    boolean ended,
    List<String> sids) {
  /** Sessions of one login; then one gives way to another. */
  static final int MAX_SESSIONS = 50;

  public BrowserLogin {
    amr = List.copyOf(amr);
    sids = List.copyOf(sids);
  }

  /** Whether it is this user's. */
  public boolean isOf(User user) {
    return tenant.equals(user.tenant()) && userId.equals(user.userId());
  }

  /** Whether its user may still go on with it, as far as the user alone decides. */
  public boolean isOpenTo(User user) {
    return isOf(user) && user.active() && !user.loginEpoch().isOver(id, epoch);
  }

  /** Whether the user is known to have been authenticated at that time or later. */
  boolean isProvenSince(long millis) {
    return authenticatedAtMillis.isPresent() && authenticatedAtMillis.getAsLong() >= millis;
  }

  /** Whether one must give way before there may be another. */
  public boolean isFull() {
    return sids.size() >= MAX_SESSIONS;
  }

  @Override
  public String toString() {
    return "BrowserLogin[" + tenant + "/" + userId + "]";
  }
}
