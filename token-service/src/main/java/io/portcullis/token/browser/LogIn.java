package io.portcullis.token.browser;

import io.portcullis.token.account.User;
import io.portcullis.token.authorization.Authentication;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.BrowserLogout;
import java.time.Duration;
import java.util.Optional;

/**
 * Logs in who has proved who they are, and goes on with the interaction. Any other login of this
 * browser ends with all its sessions.
 */
final class LogIn {
  private final Authorizations authorizations;
  private final BrowserLogout logout;
  private final Duration life;
  private final Addresses addresses;
  private final PageReplies replies;

  LogIn(
      Authorizations authorizations,
      BrowserLogout logout,
      Duration life,
      Addresses addresses,
      PageReplies replies) {
    this.authorizations = authorizations;
    this.logout = logout;
    this.life = life;
    this.addresses = addresses;
    this.replies = replies;
  }

  Reply as(Call call, Begun begun, User user, Authentication how) {
    Optional<BrowserLogin> former = begun.visitor().evenOver();
    Optional<BrowserLogin> own =
        former.filter(login -> login.isOf(user)).filter(authorizations::mayGoOn);
    if (former.isPresent()
        && own.isEmpty()
        && logout.end(former.get().id())
            instanceof BrowserLogout.Outcome.Unavailable(Duration wait)) {
      return replies.unavailable(call, wait);
    }
    String cookie = authorizations.logIn(user, how, life, own).cookie();
    return begun
        .visitor()
        .loggedIn(Reply.seeOther(addresses.interaction(begun.interaction())), cookie);
  }
}
