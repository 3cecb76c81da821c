package io.portcullis.token.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.portcullis.token.account.PasswordCheck;
import io.portcullis.token.account.User;
import io.portcullis.token.authorization.Authentication;
import io.portcullis.token.browser.AuthorizationFlow.Needed;
import io.portcullis.token.browser.AuthorizationFlow.Step;
import io.portcullis.token.browser.InteractionPages.LoginTry;
import io.portcullis.token.http.AuthorizationRequests.Reading;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.RateLimitReplies;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.LimitedPasswords;
import io.portcullis.token.issuance.LimitedPasswords.Outcome;
import io.portcullis.token.limit.Verdict.Exhausted;
import io.portcullis.token.page.Notice;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages of an interaction, at one address until it is over: {@code GET} shows what is needed
 * next, {@code POST} to {@code /login} or {@code /consent} says it. Only the browser that began it
 * may go on with it.
 */
final class InteractionEndpoint {
  private final BegunInteractions interactions;
  private final AuthorizationFlow flow;
  private final LimitedPasswords passwords;
  private final LogIn logIn;
  private final InteractionPages pages;
  private final Addresses addresses;
  private final PageReplies replies;

  InteractionEndpoint(
      BegunInteractions interactions,
      AuthorizationFlow flow,
      LimitedPasswords passwords,
      LogIn logIn,
      InteractionPages pages,
      Addresses addresses,
      PageReplies replies) {
    this.interactions = interactions;
    this.flow = flow;
    this.passwords = passwords;
    this.logIn = logIn;
    this.pages = pages;
    this.addresses = addresses;
    this.replies = replies;
  }

  /** {@code GET}: the page that is needed, or the way back to the client when none is. */
  Reply show(Call call) {
    return inBrowser(call, begun -> show(call, begun));
  }

  /** {@code GET} where a form is posted to, as of a page that was kept open: back to the page. */
  Reply again(Call call) {
    return Reply.seeOther(
        addresses.interaction(URLEncoder.encode(call.pathParameter("interaction"), UTF_8)));
  }

  /** {@code POST /login}. */
  Reply login(Call call) {
    Form form = Form.of(call);
    return inBrowser(
        call,
        begun ->
            begun.wasShown(form)
                ? login(call, begun, form)
                : replies.error(call, 403, "error.form"));
  }

  /** {@code POST /consent}. */
  Reply consent(Call call) {
    return inBrowser(call, begun -> consent(call, begun));
  }

  private Reply inBrowser(Call call, Function<Begun, Reply> page) {
    return interactions
        .find(call, call.pathParameter("interaction"))
        .map(page)
        .orElseGet(() -> replies.error(call, 400, "error.interaction"));
  }

  private Reply show(Call call, Begun begun) {
    LoginTry tried = LoginTry.before(Form.of(call));
    if (OwnSessionsPage.isAskedBy(begun.interaction())) {
      return begun.visitor().login().isPresent()
          ? ownSessions(begun)
          : pages.login(call, begun, tried);
    }
    return begun
        .asked()
        .map(asked -> flow.next(begun.visitor(), asked, Optional.of(begun.interaction())))
        .map(step -> reply(call, begun, step, tried))
        .orElseGet(() -> replies.error(call, 400, "error.interaction"));
  }

  private Reply login(Call call, Begun begun, Form form) {
    if (begun.asked().isPresent() && form.one("cancel").isPresent()) {
      return denied(begun, begun.asked().get());
    }
    return switch (passwords.check(
        begun.visitor().place(), form.text("email").strip(), form.text("password"))) {
      case Outcome.Checked(PasswordCheck.Accepted(User user)) ->
          logIn.as(call, begun, user, Authentication.byPassword());
      case Outcome.Checked(PasswordCheck.Rejected()) ->
          pages.login(call, begun, new LoginTry(422, form.one("email"), Notice.of("login.failed")));
      case Outcome.Checked(PasswordCheck.Busy()) ->
          pages.login(call, begun, new LoginTry(503, form.one("email"), Notice.of("login.busy")));
      case Outcome.Limited(Exhausted verdict) ->
          RateLimitReplies.marked(
              pages.login(
                  call,
                  begun,
                  new LoginTry(429, form.one("email"), Notice.limited(verdict.retryAfter()))),
              verdict);
    };
  }

  // What is agreed to is what was shown, to whom it was shown.
  private Reply consent(Call call, Begun begun) {
    Form form = Form.of(call);
    Optional<Reading.Accepted> shown =
        begun
            .asked()
            .filter(asked ->
                begun
                    .visitor()
                    .login()
                    .map(who -> InteractionPages.consentPurpose(begun.interaction(), asked, who))
                    .filter(
                        purpose -> FormTokens.matches(form.text("csrf"), begun.secret(), purpose))
                    .isPresent());
    if (shown.isEmpty()) {
      return replies.error(call, 403, "error.form");
    }
    return form.text("decision").equals("allow")
        ? reply(
            call,
            begun,
            flow.agreed(begun.visitor(), shown.get(), begun.interaction()),
            LoginTry.NONE)
        : denied(begun, shown.get());
  }

  private Reply denied(Begun begun, Reading.Accepted asked) {
    return flow.denied(asked, begun.interaction(), OAuth2Error.ACCESS_DENIED);
  }

  private Reply reply(Call call, Begun begun, Step step, LoginTry tried) {
    return switch (step) {
      case Step.Answered(Reply reply) -> reply;
      case Step.Page(Needed.Login()) -> pages.login(call, begun, tried);
      case Step.Page(Needed.Consent(var login)) -> pages.consent(call, begun, login);
    };
  }

  private Reply ownSessions(Begun begun) {
    interactions.end(begun);
    return Reply.seeOther(addresses.ownSessions());
  }
}
