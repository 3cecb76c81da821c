package io.portcullis.token.browser;

import io.portcullis.token.authorization.BrowserLogin;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.http.Call;
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

  private final Visitors visitors;
  private final AuthorizationFlow flow;
  private final Addresses addresses;
  private final PageReplies replies;
  private final SessionStore sessions;
  private final BrowserLogout logout;

  OwnSessionsPage(
      Visitors visitors,
      AuthorizationFlow flow,
      Addresses addresses,
      PageReplies replies,
      SessionStore sessions,
      BrowserLogout logout) {
    this.visitors = visitors;
    this.flow = flow;
    this.addresses = addresses;
    this.replies = replies;
    this.sessions = sessions;
    this.logout = logout;
  }

  static boolean isAskedBy(Interaction interaction) {
    return interaction.parameters().equals(ASKED);
  }

  /** {@code GET}: the list, after a login where there is none. */
  Reply show(Call call) {
    Visitor visitor = visitors.of(call);
    return visitor
        .login()
        .map(login -> list(call, visitor, login))
        .orElseGet(() -> flow.begin(call, visitor, ASKED));
  }

  /** {@code POST}: ends the session named {@code sid}, and shows the rest. */
  Reply end(Call call) {
    Visitor visitor = visitors.of(call);
    Optional<BrowserLogin> login = visitor.login();
    if (login.isEmpty()) {
      return Reply.seeOther(addresses.ownSessions());
    }
    Form form = Form.of(call);
    if (!visitor.wasShown(form, ASKED)) {
      return replies.error(call, 403, "error.form");
    }
    String sid = form.text("sid");
    if (sid.isEmpty() || sid.length() > MAX_SID_CHARACTERS) {
      return Reply.seeOther(addresses.ownSessions());
    }
    return sessions
        .find(sid)
        .filter(session -> isOf(session, login.get()))
        .map(session -> end(call, session, login.get()))
        .orElseGet(() -> Reply.seeOther(addresses.ownSessions()));
  }

  private Reply end(Call call, Session session, BrowserLogin here) {
    return switch (logout.endWithLogin(session, Optional.of(here.id()))) {
      case BrowserLogout.Outcome.Ended() -> Reply.seeOther(addresses.ownSessions());
      case BrowserLogout.Outcome.Unavailable(Duration wait) -> replies.unavailable(call, wait);
    };
  }

  private Reply list(Call call, Visitor visitor, BrowserLogin login) {
    Texts texts = replies.texts(call);
    List<SessionsPage.Row> rows =
        sessions.sessionsOf(login.tenant(), login.userId()).stream()
            .map(session -> row(session, login, texts))
            .toList();
    return replies.page(
        200,
        replies
            .pages()
            .sessions(
                texts,
                new SessionsPage(
                    addresses.ownSessions(),
                    visitor.formToken(ASKED),
                    addresses.logout(),
                    visitor.formToken(EndSessionEndpoint.PURPOSE),
                    visitors.name(login),
                    rows)));
  }

  private static SessionsPage.Row row(Session session, BrowserLogin login, Texts texts) {
    return new SessionsPage.Row(
        session.sid(),
        session.clientId(),
        session.device().label(),
        texts.time(session.sessionStartMillis()),
        texts.time(session.lastSeenMillis()),
        session.login().filter(login.id()::equals).isPresent());
  }

  private static boolean isOf(Session session, BrowserLogin login) {
    return session.tenant().equals(login.tenant()) && session.userId().equals(login.userId());
  }
}
