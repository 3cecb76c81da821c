package io.portcullis.extauthz.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.portcullis.extauthz.decision.Authorizer;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Allowed;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.Judgement;
import io.portcullis.extauthz.decision.Judgement.Unfinished;
import io.portcullis.extauthz.decision.Judgement.Work;
import io.portcullis.extauthz.request.AuthorizationRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of a check whose caller samples its trace, by W3C Trace Context. No trace begins
 * here: who wants one says so at the edge. A span tells the decision, never who it was about.
 */
public final class TracedAuthorizer implements Authorizer {
  private static final String SPAN = "envoy.service.auth.v3.Authorization/Check";
  private static final String TRACEPARENT = "traceparent";
  private static final AttributeKey<String> DECISION =
      AttributeKey.stringKey("portcullis.decision");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("portcullis.reason");
  private static final AttributeKey<String> POLICY = AttributeKey.stringKey("portcullis.policy");
  private static final AttributeKey<String> SOURCE = AttributeKey.stringKey("portcullis.source");
  private static final TextMapGetter<String> ONLY_TRACEPARENT = new OnlyTraceparent();

  private final Authorizer inner;
  private final Tracer tracer;

  /** Makes spans by this tracer. */
  public TracedAuthorizer(Authorizer inner, Tracer tracer) {
    this.inner = inner;
    this.tracer = tracer;
  }

  @Override
  public Judgement authorize(AuthorizationRequest request) {
    Context parent = parent(request);
    SpanContext asking = Span.fromContext(parent).getSpanContext();
    return asking.isValid() && asking.isSampled()
        ? traced(request, parent)
        : inner.authorize(request);
  }

  private Judgement traced(AuthorizationRequest request, Context parent) {
    Span span = tracer.spanBuilder(SPAN).setSpanKind(SpanKind.SERVER).setParent(parent).startSpan();
    return judged(span, () -> inner.authorize(request));
  }

  private static Judgement judged(Span span, Supplier<Judgement> work) {
    return switch (ended(span, work)) {
      case Decision decision -> told(span, decision);
      case Unfinished(Work kind, Supplier<Judgement> finish, Supplier<Decision> refuse) ->
          new Unfinished(kind, () -> judged(span, finish), () -> told(span, ended(span, refuse)));
    };
  }

  /** Ends the span where the work fails, and only there. */
  private static <T> T ended(Span span, Supplier<T> work) {
    boolean failed = true;
    try {
      T result = work.get();
      failed = false;
      return result;
    } finally {
      if (failed) {
        span.setStatus(StatusCode.ERROR).end();
      }
    }
  }

  private static Decision told(Span span, Decision decision) {
    switch (decision) {
      case Denied denied -> {
        span.setAttribute(DECISION, "deny");
        span.setAttribute(REASON, denied.reason().code());
      }
      case Allowed allowed -> {
        span.setAttribute(DECISION, "allow");
        span.setAttribute(
            REASON, allowed.shadowed() == null ? "ok" : allowed.shadowed().reason().code());
      }
    }
    span.setAttribute(POLICY, decision.policy());
    span.setAttribute(SOURCE, decision.source().label());
    span.end();
    return decision;
  }

  private static Context parent(AuthorizationRequest request) {
    String ofCall = CallerTrace.current();
    String traceparent = ofCall.isEmpty() ? request.headers().first(TRACEPARENT).text() : ofCall;
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), traceparent, ONLY_TRACEPARENT);
  }

  /** The carrier is the one value itself. */
  private static final class OnlyTraceparent implements TextMapGetter<String> {
    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return key.equals(TRACEPARENT) && carrier != null && !carrier.isEmpty() ? carrier : null;
    }
  }
}
