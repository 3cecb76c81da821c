package io.portcullis.token.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * Checks passwords. The same work is done for an unknown address as for a known one, so that the
 * time taken tells nobody who has an account.
 */
public final class PasswordVerifier implements AutoCloseable {
  private final UserStore users;
  private final HashPool pool;
  private final PasswordHasher hasher;
  private final String hashOfNobody;

  /**
   * @param threads hashes computed at once, each of which keeps 19 MiB
   * @param queueLimitMillis how long a login waits for a free thread before it is turned away
   */
  public PasswordVerifier(
      UserStore users, SecureRandom random, int threads, long queueLimitMillis) {
    this.users = users;
    this.pool = new HashPool(threads, queueLimitMillis);
    this.hasher = new PasswordHasher(random, threads);
    this.hashOfNobody = hasher.hash(random.generateSeed(16));
  }

  /**
   * Checks who logs in.
   *
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when storage is away
   */
  public PasswordCheck check(String email, String password) {
    byte[] bytes = password.getBytes(UTF_8);
    if (bytes.length > PasswordHasher.MAX_PASSWORD_BYTES) {
      return new PasswordCheck.Rejected();
    }
    return check(EmailAddress.parse(email).flatMap(users::findByEmail), bytes);
  }

  /** A hash to store for a new user. Waits as long as it takes; not for requests. */
  public String hash(String password) {
    return hasher.hash(password.getBytes(UTF_8));
  }

  private PasswordCheck check(Optional<User> user, byte[] password) {
    String expected = user.flatMap(User::passwordHash).orElse(hashOfNobody);
    Optional<Boolean> matches = pool.run(() -> hasher.matches(password, expected));
    if (matches.isEmpty()) {
      return new PasswordCheck.Busy();
    }
    if (!matches.get() || user.flatMap(User::passwordHash).isEmpty() || !user.get().active()) {
      return new PasswordCheck.Rejected();
    }
    raiseParameters(user.get(), expected, password);
    return new PasswordCheck.Accepted(user.get());
  }

  private void raiseParameters(User user, String stored, byte[] password) {
    if (hasher.isOutdated(stored)) {
      pool.run(() -> hasher.hash(password))
          .ifPresent(hash -> users.replacePasswordHash(user, stored, hash));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
