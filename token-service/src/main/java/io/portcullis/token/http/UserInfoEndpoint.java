package io.portcullis.token.http;

import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import io.portcullis.token.issuance.UserInfoReader;
import java.util.Optional;

/** {@code GET|POST /oauth2/userinfo} (OpenID Connect Core section 5.3). */
final class UserInfoEndpoint implements Endpoint {
  private final UserInfoReader reader;

  UserInfoEndpoint(UserInfoReader reader) {
    this.reader = reader;
  }

  @Override
  public Reply answer(Call call) {
    Optional<String> token = call.bearer();
    if (token.isEmpty()) {
      return BearerCheck.missing(call);
    }
    return switch (reader.read(token.get(), call.certificate().thumbprint())) {
      case UserInfoReader.UserInfo.Known known -> Reply.of(200, "application/json", json(known));
      case UserInfoReader.UserInfo.TokenInvalid() -> BearerCheck.invalid(call);
      case UserInfoReader.UserInfo.ScopeInsufficient() ->
          new Problem(403, "scope_insufficient", "The token lacks the scope openid.")
              .reply(call)
              .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"openid\"");
    };
  }

  private static String json(UserInfoReader.UserInfo.Known known) {
    UserInfo claims = new UserInfo(new Subject(known.subject()));
    known.email().ifPresent(claims::setEmailAddress);
    return claims.toJSONObject().toJSONString();
  }
}
