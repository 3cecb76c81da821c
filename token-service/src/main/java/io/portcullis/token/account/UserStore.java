package io.portcullis.token.account;

import java.util.Optional;

/**
 * Where users live. Every read is strongly consistent, since a mint judges by it.
 *
 * <p>All methods throw {@link io.portcullis.token.dynamo.StorageUnavailableException} when storage
 * is away or throttled.
 */
public interface UserStore {
  Optional<User> findByEmail(EmailAddress email);

  Optional<User> find(String tenant, String userId);

  /**
   * Adds a user.
   *
   * @return false, changing nothing, when the address or the id is taken
   */
  boolean add(User user);

  /** Replaces the password hash, if it is still {@code oldHash}. */
  void replacePasswordHash(User user, String oldHash, String newHash);
}
