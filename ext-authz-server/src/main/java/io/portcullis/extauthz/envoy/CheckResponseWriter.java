package io.portcullis.extauthz.envoy;

import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Denied;

/** Writes our answer. */
public final class CheckResponseWriter {
  private final AllowanceWriter allowances;
  private final DenialWriter denials;

  /** Sets or removes these headers on every yes. */
  public CheckResponseWriter(OwnedHeaders owned) {
    this.allowances = new AllowanceWriter(owned);
    this.denials = new DenialWriter();
  }

  /** The answer as it goes over the wire, a {@code CheckResponse}. */
  byte[] write(CheckMessage check, Decision decision) {
    return switch (decision) {
      case Allowed allowed -> allowances.write(check, allowed);
      case Denied denied -> denials.write(denied, check.requestId());
    };
  }

  /** The one answer to a request that made us fail. */
  byte[] writeFailure(Denied denied) {
    return denials.write(denied, "");
  }
}
