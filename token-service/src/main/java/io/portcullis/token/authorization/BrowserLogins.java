package io.portcullis.token.authorization;

import io.portcullis.token.dynamo.DynamoWrite;
import java.util.List;
import java.util.Optional;

/**
 * Where logins of browsers live. Reads are strongly consistent; all methods throw {@link
 * io.portcullis.token.dynamo.StorageUnavailableException} when DynamoDB cannot answer.
 */
public interface BrowserLogins {
  void add(BrowserLogin login);

  /** The login, unless it has ended or expired. */
  Optional<BrowserLogin> find(String id);

  /** The login, be it over or not, as long as a session of it may live. */
  Optional<BrowserLogin> findEvenOver(String id);

  /**
   * The user has logged in again: the cookie's secret, the time and the expiry change.
   *
   * @return false, changing nothing, when it has ended
   */
  boolean renew(BrowserLogin login);

  /**
   * Ends a login: from then on no session joins it.
   *
   * @return it with all sessions that ever joined, also if it had ended before
   */
  Optional<BrowserLogin> end(String id);

  /**
   * Lets a session join in the stead of those that leave: to commit together with the session's
   * opening. Fails unless the login is as it was read, and has not ended.
   */
  DynamoWrite joining(BrowserLogin login, List<String> leaving, String sid);

  /** No write at all, but it fails together with others when the login has ended. */
  DynamoWrite notEnded(BrowserLogin login);
}
