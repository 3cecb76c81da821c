package io.portcullis.token.browser;

import io.portcullis.token.account.User;
import io.portcullis.token.authorization.Authentication;
import io.portcullis.token.federation.ProviderLogin;
import io.portcullis.token.federation.Providers;
import io.portcullis.token.federation.RelyingParty;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.RateLimitReplies;
import io.portcullis.token.http.Reply;
import io.portcullis.token.issuance.LoginLimits;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.time.Duration;
import java.util.Optional;

/**
 * Login by another provider: {@code POST /oauth2/interaction/{id}/provider} sends the user there,
 * and at {@code GET /oauth2/callback/{provider}} the user is back.
 */
final class ProviderEndpoint {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Providers providers;
  private final ProviderVisiting visiting;
  private final BegunInteractions interactions;
  private final Visitors visitors;
  private final LoginLimits limits;
  private final ProviderUsers users;
  private final LogIn logIn;
  private final Addresses addresses;
  private final PageReplies replies;

  ProviderEndpoint(
      Providers providers,
      ProviderVisiting visiting,
      BegunInteractions interactions,
      Visitors visitors,
      LoginLimits limits,
      ProviderUsers users,
      LogIn logIn,
      Addresses addresses,
      PageReplies replies) {
    this.providers = providers;
    this.visiting = visiting;
    this.interactions = interactions;
    this.visitors = visitors;
    this.limits = limits;
    this.users = users;
    this.logIn = logIn;
    this.addresses = addresses;
    this.replies = replies;
  }

  /** The user chooses a provider. */
  Reply leave(Call call) {
    Optional<Begun> begun = interactions.find(call, call.pathParameter("interaction"));
    Form form = Form.of(call);
    if (begun.isEmpty()) {
      return replies.error(call, 400, "error.interaction");
    }
    if (!begun.get().wasShown(form)) {
      return replies.error(call, 403, "error.form");
    }
    // Not when the user is back: any page can send a browser there, and would use up its permits.
    Optional<Exhausted> exhausted = limits.exhausted(visitors.of(call).address(), "");
    if (exhausted.isPresent()) {
      return RateLimitReplies.marked(replies.error(call, 429, "login.limited"), exhausted.get());
    }
    Optional<RelyingParty> provider = providers.find(form.text("provider"));
    return provider.isEmpty()
        ? Reply.seeOther(addresses.interaction(begun.get().interaction()))
        : visiting
            .begin(begun.get(), provider.get())
            .map(uri -> replies.leave(call, provider.get().provider().name(), uri))
            .orElseGet(() -> away(call, begun.get()));
  }

  /** The user is back, with what the provider says. */
  Reply comeBack(Call call) {
    Visitor visitor = visitors.of(call);
    return providers
        .find(call.pathParameter("provider"))
        .flatMap(provider -> visiting.end(call, visitor, provider))
        .map(back -> reply(call, back))
        .orElseGet(() -> replies.error(call, 400, "error.interaction"));
  }

  private Reply reply(Call call, ProviderVisiting.Back back) {
    return switch (back.login()) {
      case ProviderLogin.Proven proven -> proven(call, back.begun(), proven);
      case ProviderLogin.Cancelled() ->
          Reply.seeOther(addresses.cancelled(back.begun().interaction()));
      case ProviderLogin.Away() -> away(call, back.begun());
      case ProviderLogin.Refused _ -> error(call, back.begun(), 400, "error.provider_refused");
    };
  }

  private Reply proven(Call call, Begun begun, ProviderLogin.Proven proven) {
    return switch (users.of(proven)) {
      case ProviderUsers.Outcome.Nobody(String message) -> error(call, begun, 403, message);
      case ProviderUsers.Outcome.Known(User user) ->
          logIn.as(call, begun, user, Authentication.byProvider(proven.at()));
    };
  }

  private Reply away(Call call, Begun begun) {
    return error(call, begun, 503, "error.provider_away").retryAfter(SOON);
  }

  private Reply error(Call call, Begun begun, int status, String message) {
    return replies.loginError(call, status, message, addresses.interaction(begun.interaction()));
  }
}
