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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gauges of one name. */
public final class GaugeFamily implements Metrics.Family {
  private final Declaration declaration;
  private final Map<Attributes, DoubleSupplier> series = new ConcurrentHashMap<>();
  private final List<Supplier<Stream<List<String>>>> present = new CopyOnWriteArrayList<>();

  GaugeFamily(Declaration declaration) {
    this.declaration = declaration;
  }

  /** Reads the series with these label values from {@code value} at each scrape. */
  public void observe(DoubleSupplier value, String... values) {
    series.put(declaration.attributes(values), value);
  }

  /**
   * Shows that things are there: at each scrape a series of 1 for each of them, and none for what
   * is gone. Whoever calls this bounds how many there may be.
   *
   * @param things the label values of each
   */
  public void observePresent(Supplier<Stream<List<String>>> things) {
    present.add(things);
  }

  @Override
  public MetricData collect(Resource resource) {
    List<DoublePointData> points =
        Stream.concat(
                series.entrySet().stream()
                    .map(entry -> point(entry.getKey(), entry.getValue().getAsDouble())),
                present.stream()
                    .flatMap(Supplier::get)
                    .map(values -> declaration.attributes(values.toArray(String[]::new)))
                    .distinct()
                    .map(labels -> point(labels, 1)))
            .toList();
    return new Sample(
        resource,
        declaration,
        MetricDataType.DOUBLE_GAUGE,
        GaugeData.createDoubleGaugeData(points));
  }

  private static DoublePointData point(Attributes labels, double value) {
    return DoublePointData.create(0, 0, labels, value, List.of());
  }
}
