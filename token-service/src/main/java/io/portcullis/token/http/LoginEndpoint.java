package io.portcullis.token.http;

import io.portcullis.token.client.Client;
import io.portcullis.token.issuance.LoginRequest;
import io.portcullis.token.issuance.LoginResult;
import io.portcullis.token.issuance.TokenIssuer;
import io.portcullis.token.limit.Verdict;
import io.portcullis.token.session.Devices;
import java.time.Duration;

/** {@code POST /v1/login}: e-mail and password of a first-party app's user for tokens. */
final class LoginEndpoint implements Endpoint {
  /** The public client of our own apps, unless one is named. */
  private static final String OWN_APP = "portcullis-app";

  private static final int MAX_EMAIL_CHARACTERS = 1024;
  private static final int MAX_PASSWORD_CHARACTERS = 8192;

  private final TokenIssuer issuer;
  private final Devices devices;

  LoginEndpoint(TokenIssuer issuer, Devices devices) {
    this.issuer = issuer;
    this.devices = devices;
  }

  @Override
  public Reply answer(Call call) {
    JsonBody body = JsonBody.of(call);
    LoginRequest request =
        new LoginRequest(
            body.text("email", MAX_EMAIL_CHARACTERS),
            body.text("password", MAX_PASSWORD_CHARACTERS),
            body.optionalText("client_id", Client.MAX_ID_CHARACTERS).orElse(OWN_APP),
            devices.of(call.userAgent(), call.source()));
    return switch (issuer.login(request)) {
      case LoginResult.Issued issued -> TokenReplies.login(issued.tokens());
      case LoginResult.Failed() ->
          new Problem(401, "login_failed", "The e-mail address or the password is wrong.")
              .reply(call);
      case LoginResult.ClientRefused() ->
          Problem.validationFailed("'client_id' names no client that may log users in.")
              .reply(call);
      case LoginResult.Busy() ->
          new Problem(503, "overloaded", "Too many people are logging in; try again shortly.")
              .reply(call)
              .retryAfter(Duration.ofSeconds(1));
      case LoginResult.Limited(Verdict.Exhausted verdict) ->
          RateLimitReplies.problem(call, verdict);
      case LoginResult.Unavailable(Duration wait) ->
          Problem.unavailable().reply(call).retryAfter(wait);
    };
  }
}
