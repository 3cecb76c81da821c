package io.portcullis.token.http;

import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import io.portcullis.token.session.Session;
import java.time.Duration;

/** {@code POST /v1/logout}: ends this session, or with {@code {"all":true}} all of the user's. */
final class LogoutEndpoint {
  private final Revocations revocations;
  private final Reauthentication reauthentication;
  private final String issuer;

  LogoutEndpoint(Revocations revocations, Reauthentication reauthentication, String issuer) {
    this.revocations = revocations;
    this.reauthentication = reauthentication;
    this.issuer = issuer;
  }

  Reply answer(Call call, Session session) {
    JsonBody body = JsonBody.ofOptional(call);
    if (!body.flag("all")) {
      return ended(call, RevocationRequest.session(issuer, session.sid()));
    }
    return reauthentication
        .refusal(call, session, body)
        .orElseGet(
            () -> ended(call, RevocationRequest.user(issuer, session.tenant(), session.userId())));
  }

  private Reply ended(Call call, RevocationRequest request) {
    return switch (revocations.revoke(request)) {
      case RevocationOutcome.Revoked _ -> Reply.empty(204);
      case RevocationOutcome.Unavailable(Duration wait) ->
          Problem.unavailable().reply(call).retryAfter(wait);
    };
  }
}
