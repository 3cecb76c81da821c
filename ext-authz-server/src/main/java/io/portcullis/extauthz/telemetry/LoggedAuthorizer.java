package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Judgement;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.util.function.BooleanSupplier;

/** Logs what another decides: every denial, whatever only shadow mode let pass, some yeses. */
public final class LoggedAuthorizer implements Authorizer {
  private final Authorizer inner;
  private final DecisionLog log;
  private final BooleanSupplier sample;

  /** Logs a yes when {@code sample} says so. */
  public LoggedAuthorizer(Authorizer inner, DecisionLog log, BooleanSupplier sample) {
    this.inner = inner;
    this.log = log;
    this.sample = sample;
  }

  @Override
  public Judgement authorize(AuthorizationRequest request) {
    return switch (inner.authorize(request)) {
      case Decision decision -> logged(decision, request);
      case Unfinished unfinished -> unfinished.andThen(decision -> logged(decision, request));
    };
  }

  private Decision logged(Decision decision, AuthorizationRequest request) {
    boolean wanted =
        switch (decision) {
          case Denied _ -> true;
          case Allowed allowed -> allowed.shadowed() != null || sample.getAsBoolean();
        };
    if (wanted) {
      log.add(decision, request);
    }
    return decision;
  }
}
