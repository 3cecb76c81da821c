package io.portcullis.kit.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Histograms of one name. */
public final class HistogramFamily implements Metrics.Family {
  private final Declaration declaration;
  private final List<Double> boundsSeconds;
  private final Map<Attributes, Histogram> series = new ConcurrentHashMap<>();

  HistogramFamily(Declaration declaration, List<Double> boundsSeconds) {
    this.declaration = declaration;
    this.boundsSeconds = boundsSeconds;
  }

  /** The series with these label values, made at zero if it is new; as {@link CounterFamily}. */
  public Histogram with(String... values) {
    return series.computeIfAbsent(
        declaration.attributes(values), labels -> new Histogram(boundsSeconds));
  }

  @Override
  public MetricData collect(Resource resource) {
    List<HistogramPointData> points =
        series.entrySet().stream().map(entry -> point(entry.getKey(), entry.getValue())).toList();
    return new Sample(
        resource,
        declaration,
        MetricDataType.HISTOGRAM,
        HistogramData.create(AggregationTemporality.CUMULATIVE, points));
  }

  private HistogramPointData point(Attributes labels, Histogram histogram) {
    return HistogramPointData.create(
        0,
        0,
        labels,
        histogram.sumSeconds(),
        false,
        0,
        false,
        0,
        boundsSeconds,
        LongStream.of(histogram.counts()).boxed().toList());
  }
}
