package io.portcullis.token.browser;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.ClientStore;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.page.LogoutPage;
import io.portcullis.token.page.MessagePage;
import io.portcullis.token.page.Notice;
import io.portcullis.token.signing.IdTokenVerifier;
import io.portcullis.token.signing.VerifiedIdToken;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET|POST /oauth2/logout} (OpenID Connect RP-Initiated Logout). An ID token of ours as a
 * hint, expired or not, is the client's word that its user wants out; without one the user is
 * asked. The answer comes once every session of the login is revoked for good.
 */
final class EndSessionEndpoint implements Endpoint {
  /** What the form that asks is for. */
  static final String PURPOSE = "logout";

  private final Visitors visitors;
  private final Addresses addresses;
  private final PageReplies replies;
  private final IdTokenVerifier idTokens;
  private final ClientStore clients;
  private final BrowserLogout logout;

  EndSessionEndpoint(
      Visitors visitors,
      Addresses addresses,
      PageReplies replies,
      IdTokenVerifier idTokens,
      ClientStore clients,
      BrowserLogout logout) {
    this.visitors = visitors;
    this.addresses = addresses;
    this.replies = replies;
    this.idTokens = idTokens;
    this.clients = clients;
    this.logout = logout;
  }

  /**
   * A client's wish that does not contradict itself.
   *
   * @param afterwards where the user goes then
   */
  private record Wish(Form form, Optional<VerifiedIdToken> hint, Optional<URI> afterwards) {}

  @Override
  public Reply answer(Call call) {
    Form form = Form.of(call);
    boolean answered = call.method().equals("POST") && form.one("decision").isPresent();
    Form asked = answered ? Form.of(form.text("continue")) : form;
    if (asked.fields().values().stream().anyMatch(values -> values.size() > 1)) {
      return replies.error(call, 400, "error.logout");
    }
    Optional<VerifiedIdToken> hint = asked.one("id_token_hint").flatMap(idTokens::verify);
    Optional<String> clientId =
        asked
            .one("client_id")
            .filter(id -> id.length() <= Client.MAX_ID_CHARACTERS)
            .or(() -> hint.map(VerifiedIdToken::clientId));
    if (hint.filter(token -> !token.clientId().equals(clientId.orElseThrow())).isPresent()) {
      return replies.error(call, 400, "error.logout");
    }
    Optional<String> wanted = asked.one("post_logout_redirect_uri");
    Optional<URI> afterwards =
        wanted.flatMap(uri ->
            clientId.flatMap(clients::find).flatMap(client -> client.postLogoutRedirectUri(uri)));
    if (wanted.isPresent() && afterwards.isEmpty()) {
      return replies.error(call, 400, "error.post_logout_redirect_uri");
    }
    Wish wish = new Wish(asked, hint, afterwards);
    return answered ? decided(call, form, wish) : asked(call, wish);
  }

  private Reply asked(Call call, Wish wish) {
    Optional<BrowserLogin> login = visitors.of(call).evenOver();
    if (wish.hint().isPresent()) {
      return byHint(call, wish, login);
    }
    return login.map(who -> question(call, wish, who)).orElseGet(() -> done(call, wish));
  }

  // RP-Initiated Logout 2: for a login that is not this browser's, a hint is too little.
  private Reply byHint(Call call, Wish wish, Optional<BrowserLogin> here) {
    VerifiedIdToken hint = wish.hint().orElseThrow();
    return switch (logout.endSession(hint.sid())) {
      case BrowserLogout.Outcome.Unavailable(Duration wait) -> replies.unavailable(call, wait);
      case BrowserLogout.Outcome.Ended() ->
          here.filter(login -> login.userId().equals(hint.subject()))
              .map(login -> ended(call, login.id(), wish))
              .orElseGet(() -> done(call, wish, here.isEmpty() ? "logout.done" : "logout.app"));
    };
  }

  private Reply decided(Call call, Form form, Wish wish) {
    Visitor visitor = visitors.of(call);
    Optional<BrowserLogin> login = visitor.evenOver();
    if (login.isEmpty()) {
      return done(call, wish);
    }
    return visitor.wasShown(form, PURPOSE)
        ? ended(call, login.get().id(), wish)
        : replies.error(call, 403, "error.form");
  }

  private Reply ended(Call call, String loginId, Wish wish) {
    return switch (logout.end(loginId)) {
      case BrowserLogout.Outcome.Ended() -> visitors.of(call).loggedOut(done(call, wish));
      case BrowserLogout.Outcome.Unavailable(Duration wait) -> replies.unavailable(call, wait);
    };
  }

  private Reply question(Call call, Wish wish, BrowserLogin who) {
    Map<String, List<String>> fields = wish.form().fields();
    return replies.page(
        200,
        replies
            .pages()
            .logout(
                replies.texts(call, wish.form().one("ui_locales")),
                new LogoutPage(
                    addresses.logout(),
                    visitors.of(call).formToken(PURPOSE),
                    visitors.name(who),
                    fields.isEmpty() ? null : URLUtils.serializeParameters(fields))),
        wish.afterwards().map(Addresses::source).orElse(""));
  }

  private Reply done(Call call, Wish wish) {
    return done(call, wish, "logout.done");
  }

  private Reply done(Call call, Wish wish, String message) {
    return wish.afterwards()
        .map(uri -> Reply.seeOther(uri, state(wish)))
        .orElseGet(() ->
            replies.page(
                200,
                replies
                    .pages()
                    .message(
                        replies.texts(call, wish.form().one("ui_locales")),
                        new MessagePage("logout.done_title", Notice.of(message), null, null))));
  }

  private static Map<String, List<String>> state(Wish wish) {
    return wish.form()
        .one("state")
        .map(state -> Map.of("state", List.of(state)))
        .orElseGet(Map::of);
  }
}
