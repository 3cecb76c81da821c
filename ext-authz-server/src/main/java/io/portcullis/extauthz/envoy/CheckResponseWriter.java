package io.portcullis.extauthz.envoy;

import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.request.AuthorizationRequest;

/** Writes our answer. */
public final class CheckResponseWriter {
  private final AllowanceWriter allowances;
  private final DenialWriter denials;

  /** Sets or removes these headers on every yes. */
  public CheckResponseWriter(OwnedHeaders owned) {
    this.allowances = new AllowanceWriter(owned);
    this.denials = new DenialWriter();
  }

  CheckResponse write(CheckRequest check, AuthorizationRequest request, Decision decision) {
    return switch (decision) {
      case Allowed allowed -> allowances.write(check, allowed);
      case Denied denied -> denials.write(denied, request.requestId());
    };
  }

  /** The one answer to a request that made us fail. */
  CheckResponse writeFailure(Denied denied) {
    return denials.write(denied, "");
  }
}
