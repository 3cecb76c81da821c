package io.portcullis.kit.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.metrics.ExemplarFilter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.kit.probe.BindFailure;
import java.util.concurrent.TimeUnit;

/** Serves metrics at {@code /metrics}, by OpenTelemetry's SDK and its Prometheus exporter. */
public final class Telemetry implements AutoCloseable {
  private final SdkMeterProvider meters;

  private Telemetry(SdkMeterProvider meters) {
    this.meters = meters;
  }

  /**
   * Binds and serves from now on.
   *
   * @throws StartupException if the address cannot be bound
   */
  public static Telemetry start(HostPort address, Metrics metrics) throws StartupException {
    try {
      return new Telemetry(
          SdkMeterProvider.builder()
              .registerMetricReader(
                  PrometheusHttpServer.builder()
                      .setHost(address.host())
                      .setPort(address.port())
                      .setOtelScopeLabelsEnabled(false)
                      .setTargetInfoMetricEnabled(false)
                      .build())
              .registerMetricProducer(metrics)
              .setExemplarFilter(ExemplarFilter.alwaysOff())
              .build());
    } catch (RuntimeException e) {
      throw new StartupException(BindFailure.sentence("listener.metrics", address, e), e);
    }
  }

  /** OpenTelemetry's own API, for libraries that bring instruments. */
  public Meter meter(String scope) {
    return meters.get(scope);
  }

  @Override
  public void close() {
    meters.shutdown().join(2, TimeUnit.SECONDS);
  }
}
