package io.portcullis.token.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.portcullis.token.authorization.Interaction;
import io.portcullis.token.authorization.Interactions;
import io.portcullis.token.authorization.RandomIds;
import io.portcullis.token.browser.AuthorizationFlow.Needed;
import io.portcullis.token.browser.AuthorizationFlow.Step;
import io.portcullis.token.browser.InteractionPages.LoginTry;
import io.portcullis.token.http.AuthorizationRequests;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.RateLimitReplies;
import io.portcullis.token.http.Reply;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/**
 * The pages of an interaction, at one address until it is over: {@code GET} shows what is needed
 * next, {@code POST} to {@code /login} or {@code /consent} says it. Only the browser that began it
 * may go on with it.
 */
final class InteractionEndpoint {
  private static final int MAX_ID_CHARACTERS = 64;

  private final Interactions interactions;
  private final AuthorizationRequests requests;
  private final AuthorizationFlow flow;
  private final LogIn logIn;
  private final InteractionPages pages;
  private final Visitors visitors;
  private final Addresses addresses;
  private final PageReplies replies;

  InteractionEndpoint(
      Interactions interactions,
      AuthorizationRequests requests,
      AuthorizationFlow flow,
      LogIn logIn,
      InteractionPages pages,
      Visitors visitors,
      Addresses addresses,
      PageReplies replies) {
    this.interactions = interactions;
    this.requests = requests;
    this.flow = flow;
    this.logIn = logIn;
    this.pages = pages;
    this.visitors = visitors;
    this.addresses = addresses;
    this.replies = replies;
  }

  /** An interaction of this browser, and the browser's secret. */
  private record Begun(Visitor visitor, Interaction interaction, String secret) {}

  private interface Page {
    Reply of(Begun begun);
  }

  /** {@code GET}: the page that is needed, or the way back to the client when none is. */
  Reply show(Call call) {
    return inBrowser(call, begun -> show(call, begun));
  }

  /** {@code GET /login} and {@code /consent}, as of a page that was kept open: back to the page. */
  Reply again(Call call) {
    return Reply.seeOther(
        addresses.interaction(URLEncoder.encode(call.pathParameter("interaction"), UTF_8)));
  }

  /** {@code POST /login}. */
  Reply login(Call call) {
    return inBrowser(call, begun -> fromForm(call, begun, () -> login(call, begun)));
  }

  /** {@code POST /consent}. */
  Reply consent(Call call) {
    return inBrowser(call, begun -> consent(call, begun));
  }

  private Reply inBrowser(Call call, Page page) {
    Visitor visitor = visitors.of(call);
    String id = call.pathParameter("interaction");
    return visitor
        .secret()
        .filter(_ -> id.length() <= MAX_ID_CHARACTERS)
        .flatMap(known ->
            interactions
                .find(id, RandomIds.hash(known))
                .map(found -> page.of(new Begun(visitor, found, known))))
        .orElseGet(() -> replies.error(call, 400, "error.interaction"));
  }

  private interface Action {
    Reply answer();
  }

  private Reply fromForm(Call call, Begun begun, Action action) {
    return FormTokens.matches(Form.of(call).text("csrf"), begun.secret(), begun.interaction().id())
        ? action.answer()
        : replies.error(call, 403, "error.form");
  }

  private Reply show(Call call, Begun begun) {
    if (OwnSessionsPage.isAskedBy(begun.interaction())) {
      return begun.visitor().login().isPresent()
          ? ownSessions(begun)
          : loginPage(call, begun, Optional.empty(), LoginTry.NONE);
    }
    return asked(begun)
        .map(asked ->
            reply(
                call,
                begun,
                asked,
                flow.next(begun.visitor(), asked, Optional.of(begun.interaction()))))
        .orElseGet(() -> replies.error(call, 400, "error.interaction"));
  }

  private Reply login(Call call, Begun begun) {
    Optional<Reading.Accepted> asked = asked(begun);
    Form form = Form.of(call);
    if (asked.isPresent() && form.one("cancel").isPresent()) {
      return flow.denied(asked.get(), begun.interaction(), OAuth2Error.ACCESS_DENIED);
    }
    return switch (logIn.tryIt(begun.visitor(), form)) {
      case LogIn.Outcome.LoggedIn(String cookie) ->
          begun
              .visitor()
              .loggedIn(Reply.seeOther(addresses.interaction(begun.interaction())), cookie);
      case LogIn.Outcome.Failed(int status, String message) ->
          loginPage(call, begun, asked, new LoginTry(status, form.one("email"), message));
      case LogIn.Outcome.Limited(Exhausted verdict) ->
          RateLimitReplies.marked(
              loginPage(call, begun, asked, new LoginTry(429, form.one("email"), "login.limited")),
              verdict);
      case LogIn.Outcome.Unavailable(Duration wait) -> replies.unavailable(call, wait);
    };
  }

  // What is agreed to is what was shown, to whom it was shown.
  private Reply consent(Call call, Begun begun) {
    Optional<Reading.Accepted> asked = asked(begun);
    Form form = Form.of(call);
    boolean shown =
        asked
            .flatMap(app ->
                begun
                    .visitor()
                    .login()
                    .map(who -> InteractionPages.consentPurpose(begun.interaction(), app, who)))
            .filter(purpose -> FormTokens.matches(form.text("csrf"), begun.secret(), purpose))
            .isPresent();
    if (!shown) {
      return replies.error(call, 403, "error.form");
    }
    return form.text("decision").equals("allow")
        ? reply(
            call,
            begun,
            asked.get(),
            flow.agreed(begun.visitor(), asked.get(), begun.interaction()))
        : flow.denied(asked.get(), begun.interaction(), OAuth2Error.ACCESS_DENIED);
  }

  /** What was asked for, judged again: the client may have been changed since. */
  private Optional<Reading.Accepted> asked(Begun begun) {
    return requests.judge(AuthorizationRequests.parse(begun.interaction().parameters()), true)
            instanceof Reading.Accepted accepted
        ? Optional.of(accepted)
        : Optional.empty();
  }

  private Reply reply(Call call, Begun begun, Reading.Accepted asked, Step step) {
    return switch (step) {
      case Step.Answered(Reply reply) -> reply;
      case Step.Page(Needed.Login()) -> loginPage(call, begun, Optional.of(asked), LoginTry.NONE);
      case Step.Page(Needed.Consent(var login)) ->
          pages.consent(call, begun.interaction(), begun.secret(), asked, login);
    };
  }

  private Reply loginPage(
      Call call, Begun begun, Optional<Reading.Accepted> asked, LoginTry tried) {
    return pages.login(call, begun.interaction(), begun.secret(), asked, tried);
  }

  private Reply ownSessions(Begun begun) {
    interactions.end(begun.interaction());
    return Reply.seeOther(addresses.ownSessions());
  }
}
