package io.portcullis.token.account;

import io.portcullis.token.dynamo.DynamoWrite;
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

  /**
   * Begins another {@link LoginEpoch}: all logins of the user's browsers are over, in whatever way
   * they are kept.
   *
   * @param spared goes on
   */
  void endLogins(String tenant, String userId, Optional<String> spared);

  /** No write at all, but it fails together with others when logins have been ended since. */
  DynamoWrite sameLoginEpoch(User user);
}
