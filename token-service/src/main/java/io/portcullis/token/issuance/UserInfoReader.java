package io.portcullis.token.issuance;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.User;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a client may know of its user (OpenID Connect Core section 5.3), by an access token. */
public final class UserInfoReader {
  /** What a token is good for here. */
  public sealed interface UserInfo {
    /**
     * What may be known.
     *
     * @param subject {@code sub}, as in the ID token
     * @param email if the token's scopes let it be known
     */
    record Known(String subject, Optional<String> email) implements UserInfo {}

    /** Not ours, expired, revoked, or no user's. */
    record TokenInvalid() implements UserInfo {}

    /** The user did not log in by OpenID Connect. */
    record ScopeInsufficient() implements UserInfo {}
  }

  private final AccessTokenChecker checker;
  private final UserStore users;

  public UserInfoReader(AccessTokenChecker checker, UserStore users) {
    this.checker = checker;
    this.users = users;
  }

  /**
   * Reads by a token, which is judged by the truth itself.
   *
   * @param shown {@code x5t#S256} of the certificate that the bearer showed
   * @throws io.portcullis.token.dynamo.StorageUnavailableException when the truth cannot be read
   */
  public UserInfo read(String token, Optional<String> shown) {
    return checker
        .living(token, shown)
        .flatMap(
            living -> living.session().flatMap(session -> read(session, living.token().scopes())))
        .orElseGet(UserInfo.TokenInvalid::new);
  }

  private Optional<UserInfo> read(Session session, List<String> granted) {
    Set<String> scopes = Set.copyOf(granted);
    if (!scopes.contains("openid")) {
      return Optional.of(new UserInfo.ScopeInsufficient());
    }
    return users
        .find(session.tenant(), session.userId())
        .filter(User::active)
        .map(user ->
            new UserInfo.Known(
                user.userId(),
                user.email().map(EmailAddress::reveal).filter(_ -> scopes.contains("email"))));
  }
}
