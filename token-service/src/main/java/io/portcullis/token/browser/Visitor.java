package io.portcullis.token.browser;

import io.portcullis.token.authorization.Authorizations;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.LoginPlace;
import io.portcullis.token.session.Device;
import io.portcullis.token.session.Devices;
import java.util.List;
import java.util.Optional;

/** The browser that a call comes from: what it holds, and who is logged in in it. */
final class Visitor {
  private final Call call;
  private final Cookies cookies;
  private final Authorizations authorizations;
  private final Devices devices;

  Visitor(Call call, Cookies cookies, Authorizations authorizations, Devices devices) {
    this.call = call;
    this.cookies = cookies;
    this.authorizations = authorizations;
    this.devices = devices;
  }

  Device device() {
    return devices.of(call.userAgent(), call.source());
  }

  /** Where it is, whichever browser it is. */
  LoginPlace address() {
    return new LoginPlace(devices.addressHash(call.source()), Optional.empty());
  }

  /** Where a password that is typed here comes from. */
  LoginPlace place() {
    return new LoginPlace(
        devices.addressHash(call.source()), secrets().stream().findFirst().map(RandomIds::hash));
  }

  /** The secrets of this browser, if it has been here before; nearly always one. */
  List<String> secrets() {
    return cookies.browser(call);
  }

  /** Gives it one. */
  Reply known(Reply reply, String secret) {
    return cookies.setBrowser(reply, secret);
  }

  /** Who is logged in. */
  Optional<BrowserLogin> login() {
    return authorizations.login(cookies.login(call));
  }

  /** Whose login this browser remembers, be it over or not. */
  Optional<BrowserLogin> evenOver() {
    return authorizations.evenOver(cookies.login(call));
  }

  Reply loggedIn(Reply reply, String cookie) {
    return cookies.setLogin(reply, cookie);
  }

  Reply loggedOut(Reply reply) {
    return cookies.clearLogin(reply);
  }

  /** Ties a form to who is logged in. */
  String formToken(String purpose) {
    return FormTokens.of(loginSecret(), purpose);
  }

  /** Whether the form that was sent is one that this login was shown. */
  boolean wasShown(Form form, String purpose) {
    return FormTokens.matches(form.text("csrf"), loginSecret(), purpose);
  }

  private String loginSecret() {
    return cookies.login(call).orElse("");
  }
}
