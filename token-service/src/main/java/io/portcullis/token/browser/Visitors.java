package io.portcullis.token.browser;

import io.portcullis.token.account.EmailAddress;
import io.portcullis.token.account.UserStore;
import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.http.Call;
import io.portcullis.token.session.Devices;

/** Knows visitors by their cookies, and users by their address. */
final class Visitors {
  private final Cookies cookies;
  private final Authorizations authorizations;
  private final UserStore users;
  private final Devices devices;

  Visitors(Cookies cookies, Authorizations authorizations, UserStore users, Devices devices) {
    this.cookies = cookies;
    this.authorizations = authorizations;
    this.users = users;
    this.devices = devices;
  }

  /** Who calls. */
  Visitor of(Call call) {
    return new Visitor(call, cookies, authorizations, devices);
  }

  /** By what a user knows the account: an address, or else its id; empty where it is gone. */
  String name(BrowserLogin who) {
    return users
        .find(who.tenant(), who.userId())
        .map(user -> user.email().map(EmailAddress::reveal).orElseGet(user::userId))
        .orElse("");
  }
}
