package io.portcullis.token.browser;

import io.portcullis.token.account.User;
import io.portcullis.token.authorization.Authentication;
import io.portcullis.token.federation.ProviderLogin;
import io.portcullis.token.http.Call;
import io.portcullis.token.http.Endpoint;
import io.portcullis.token.http.Reply;

/** {@code GET /oauth2/callback/{provider}}: a user is back, with what the provider says. */
final class ProviderReturn implements Endpoint {
  private final ProviderVisiting visiting;
  private final ProviderUsers users;
  private final LogIn logIn;
  private final ProviderPages pages;

  ProviderReturn(ProviderVisiting visiting, ProviderUsers users, LogIn logIn, ProviderPages pages) {
    this.visiting = visiting;
    this.users = users;
    this.logIn = logIn;
    this.pages = pages;
  }

  @Override
  public Reply answer(Call call) {
    return visiting
        .end(call, call.pathParameter("provider"))
        .map(back -> reply(call, back))
        .orElseGet(() -> pages.notBegun(call));
  }

  private Reply reply(Call call, ProviderVisiting.Back back) {
    return switch (back.login()) {
      case ProviderLogin.Proven proven -> proven(call, back.begun(), proven);
      case ProviderLogin.Cancelled() -> pages.cancelled(back.begun());
      case ProviderLogin.Away() -> pages.away(call, back.begun());
      case ProviderLogin.Refused _ -> pages.refused(call, back.begun());
    };
  }

  private Reply proven(Call call, Begun begun, ProviderLogin.Proven proven) {
    return switch (users.of(proven)) {
      case ProviderUsers.Outcome.Nobody(String message) -> pages.nobody(call, begun, message);
      case ProviderUsers.Outcome.Known(User user) ->
          logIn.as(call, begun, user, Authentication.byProvider(proven.at()));
    };
  }
}
