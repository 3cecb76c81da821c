package io.portcullis.token.browser;

import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.PublicApi;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.BrowserLogout;
import io.portcullis.token.page.SessionsPage;
import io.portcullis.token.page.Texts;
import io.portcullis.token.session.Session;
import io.portcullis.token.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /account/sessions}: what a user is logged in to, and a button to end each. */
final class OwnSessionsPage {
  /** What an interaction of nobody's app has for parameters. */
  private static final String ASKED = "own-sessions";

  private static final int MAX_SID_CHARACTERS = 128;

  private final AuthorizationFlow flow;
  private final InteractionPages pages;
  private final SessionStore sessions;
  private final BrowserLogout logout;

  OwnSessionsPage(
      AuthorizationFlow flow, InteractionPages pages, SessionStore sessions, BrowserLogout logout) {
    this.flow = flow;
    this.pages = pages;
    this.sessions = sessions;
    this.logout = logout;
  }

  static boolean isAskedBy(Interaction interaction) {
    return interaction.parameters().equals(ASKED);
  }

  /** {@code GET}: the list, after a login where there is none. */
  Reply show(Call call) {
    return flow.login(call)
        .map(login -> list(call, login))
        .orElseGet(() -> flow.begin(call, ASKED));
  }

  /** {@code POST}: ends the session named {@code sid}, and shows the rest. */
  Reply end(Call call) {
    Optional<BrowserLogin> login = flow.login(call);
    if (login.isEmpty()) {
      return Reply.seeOther(address());
    }
    Form form = Form.of(call);
    if (!FormTokens.matches(form.text("csrf"), secret(call), ASKED)) {
      return pages.replies().error(call, 403, "error.form");
    }
    String sid = form.text("sid");
    if (sid.isEmpty() || sid.length() > MAX_SID_CHARACTERS) {
      return Reply.seeOther(address());
    }
    return sessions
        .find(sid)
        .filter(session -> isOf(session, login.get()))
        .map(session -> end(call, session, login.get()))
        .orElseGet(() -> Reply.seeOther(address()));
  }

  private Reply end(Call call, Session session, BrowserLogin here) {
    return switch (logout.endWithLogin(session, Optional.of(here.id()))) {
      case BrowserLogout.Outcome.Ended() -> Reply.seeOther(address());
      case BrowserLogout.Outcome.Unavailable(Duration wait) ->
          pages.replies().unavailable(call, wait);
    };
  }

  private Reply list(Call call, BrowserLogin login) {
    Texts texts = pages.replies().texts(call);
    List<SessionsPage.Row> rows =
        sessions.sessionsOf(login.tenant(), login.userId()).stream()
            .map(session -> row(session, login, texts))
            .toList();
    return pages
        .replies()
        .page(
            200,
            pages
                .replies()
                .pages()
                .sessions(
                    texts,
                    new SessionsPage(
                        address(),
                        FormTokens.of(secret(call), ASKED),
                        flow.issuer().getRawPath() + PublicApi.LOGOUT,
                        FormTokens.of(secret(call), EndSessionEndpoint.PURPOSE),
                        pages.email(login),
                        rows)));
  }

  private static SessionsPage.Row row(Session session, BrowserLogin login, Texts texts) {
    return new SessionsPage.Row(
        session.sid(),
        session.clientId(),
        session.device().label(),
        texts.time(session.authenticatedAtMillis()),
        texts.time(session.lastSeenMillis()),
        session.login().filter(login.id()::equals).isPresent());
  }

  private static boolean isOf(Session session, BrowserLogin login) {
    return session.tenant().equals(login.tenant()) && session.userId().equals(login.userId());
  }

  private String secret(Call call) {
    return flow.cookies().login(call).orElse("");
  }

  private String address() {
    return flow.issuer().getRawPath() + BrowserPages.OWN_SESSIONS;
  }
}
