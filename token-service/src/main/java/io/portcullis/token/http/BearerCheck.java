package io.portcullis.token.http;

import io.portcullis.token.issuance.AccessTokenChecker;
import io.portcullis.token.session.Session;
import java.util.function.BiFunction;

/** Lets a request in by its access token (RFC 6750). */
final class BearerCheck {
  private final AccessTokenChecker tokens;

  BearerCheck(AccessTokenChecker tokens) {
    this.tokens = tokens;
  }

  /** What the endpoint answers to the session's owner, or the refusal. */
  Endpoint guarding(BiFunction<Call, Session, Reply> endpoint) {
    return call ->
        call.bearer()
            .map(token ->
                tokens
                    .check(token)
                    .map(session -> endpoint.apply(call, session))
                    .orElseGet(() -> invalid(call)))
            .orElseGet(() -> missing(call));
  }

  static Reply missing(Call call) {
    return Problem.credentialMissing()
        .reply(call)
        .with("WWW-Authenticate", "Bearer realm=\"portcullis\"");
  }

  static Reply invalid(Call call) {
    return Problem.tokenInvalid()
        .reply(call)
        .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }
}
