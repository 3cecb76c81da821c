package io.portcullis.extauthz.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.portcullis.extauthz.decision.Authorizer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends spans by OTLP over HTTP, from a thread of its own; what finds no room there is dropped. */
public final class Traces implements AutoCloseable {
  private static final int MAX_WAITING = 2_048;
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String NAME = "portcullis-ext-authz-server";

  private final SdkTracerProvider provider;

  /** Sends to this address. */
  public Traces(URI endpoint) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), NAME)))
            .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(endpoint.toString())
                            .setTimeout(TIMEOUT)
                            .build())
                    .setMaxQueueSize(MAX_WAITING)
                    .setScheduleDelay(SEND_EVERY)
                    .build())
            .build();
  }

  /** The same authorizer, whose sampled checks become spans. */
  public Authorizer tracing(Authorizer inner) {
    return new TracedAuthorizer(inner, provider.get("io.portcullis.extauthz"));
  }

  /** Sends what waits, for at most the time of one sending. */
  @Override
  public void close() {
    provider.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
