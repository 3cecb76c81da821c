package io.portcullis.extauthz.telemetry;

import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Caller;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Judgement;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.request.AuthorizationRequest;
import io.portcullis.extauthz.telemetry.CheckMetrics.PolicyCounters;
import java.util.function.LongSupplier;

/** Counts and times what another decides. */
public final class MeteredAuthorizer implements Authorizer {
  /** Beyond the bound of the default policy, a yes is one that only "unlimited" gives. */
  private static final long STALE_MILLIS = 60_000;

  private final Authorizer inner;
  private final CheckMetrics metrics;
  private final LongSupplier nanoTime;

  /** {@code nanoTime} as {@link System#nanoTime()}. */
  public MeteredAuthorizer(Authorizer inner, CheckMetrics metrics, LongSupplier nanoTime) {
    this.inner = inner;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  @Override
  public Judgement authorize(AuthorizationRequest request) {
    long begin = nanoTime.getAsLong();
    return switch (inner.authorize(request)) {
      case Decision decision -> recorded(decision, begin);
      case Unfinished unfinished -> unfinished.andThen(decision -> recorded(decision, begin));
    };
  }

  private Decision recorded(Decision decision, long begin) {
    record(decision, nanoTime.getAsLong() - begin);
    return decision;
  }

  private void record(Decision decision, long nanos) {
    PolicyCounters counters = metrics.of(decision.policy());
    switch (decision) {
      case Allowed allowed -> {
        metrics.allowTime(allowed.source()).recordNanos(nanos);
        counters.allowed().increment();
        if (allowed.caller() instanceof Caller.Bearer bearer
            && bearer.revocationAgeMillis() > STALE_MILLIS) {
          counters.stale().increment();
        }
        if (allowed.shadowed() != null) {
          CheckMetrics.found(counters.shadowed().get(allowed.shadowed().reason())).increment();
        }
      }
      case Denied denied -> {
        metrics.denyTime(denied.reason(), denied.source()).recordNanos(nanos);
        CheckMetrics.found(counters.denied().get(denied.reason())).increment();
      }
    }
  }
}
