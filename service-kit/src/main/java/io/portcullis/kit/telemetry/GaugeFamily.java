package io.portcullis.kit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Gauges of one name. */
public final class GaugeFamily implements Metrics.Family {
  private final Declaration declaration;
  private final Map<Attributes, DoubleSupplier> series = new ConcurrentHashMap<>();

  GaugeFamily(Declaration declaration) {
    this.declaration = declaration;
  }

  /** Reads the series with these label values from {@code value} at each scrape. */
  public void observe(DoubleSupplier value, String... values) {
    series.put(declaration.attributes(values), value);
  }

  @Override
  public MetricData collect(Resource resource) {
    List<DoublePointData> points =
        series.entrySet().stream()
            .map(entry ->
                DoublePointData.create(
                    0, 0, entry.getKey(), entry.getValue().getAsDouble(), List.of()))
            .toList();
    return new Sample(
        resource,
        declaration,
        MetricDataType.DOUBLE_GAUGE,
        GaugeData.createDoubleGaugeData(points));
  }
}
