package io.portcullis.kit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Counters of one name. */
public final class CounterFamily implements Metrics.Family {
  private final Declaration declaration;
  private final Map<Attributes, Counter> series = new ConcurrentHashMap<>();
  private final Map<Attributes, LongSupplier> observed = new ConcurrentHashMap<>();

  CounterFamily(Declaration declaration) {
    this.declaration = declaration;
  }

  /**
   * The series with these label values, made at zero if it is new. Values are enums or configured
   * names, never ids. Keep the result where it is used often.
   */
  public Counter with(String... values) {
    return series.computeIfAbsent(declaration.attributes(values), labels -> new Counter());
  }

  /** Reads the series with these label values from {@code value}, which only grows. */
  public void observe(LongSupplier value, String... values) {
    observed.put(declaration.attributes(values), value);
  }

  @Override
  public MetricData collect(Resource resource) {
    List<LongPointData> points = new ArrayList<>();
    series.forEach(
        (labels, counter) -> points.add(LongPointData.create(0, 0, labels, counter.value())));
    observed.forEach(
        (labels, value) -> points.add(LongPointData.create(0, 0, labels, value.getAsLong())));
    return new Sample(
        resource,
        declaration,
        MetricDataType.LONG_SUM,
        SumData.createLongSumData(true, AggregationTemporality.CUMULATIVE, points));
  }
}
