package io.portcullis.kit.telemetry;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of a process, each declared once. OpenTelemetry's own instruments show a series only
 * after its first measurement and take a lock to record a histogram; these exist at zero as soon as
 * their labels are named, and recording is a few uncontended additions without allocation.
 */
public final class Metrics implements MetricProducer {
  private final List<Family> families = new CopyOnWriteArrayList<>();

  /** A family of series, as the exporter reads it. */
  interface Family {
    MetricData collect(Resource resource);
  }

  /**
   * Declares a counter.
   *
   * @param name as scraped, with {@code _total}
   * @param labels names, in the order in which {@link CounterFamily#with} takes values
   */
  public CounterFamily counter(String name, String description, String... labels) {
    return add(new CounterFamily(new Declaration(name, description, List.of(labels))));
  }

  /**
   * Declares a gauge, read at each scrape.
   *
   * @param name as scraped, with its unit
   */
  public GaugeFamily gauge(String name, String description, String... labels) {
    return add(new GaugeFamily(new Declaration(name, description, List.of(labels))));
  }

  /**
   * Declares a histogram of durations.
   *
   * @param name as scraped, with {@code _seconds}
   * @param boundsSeconds upper bounds, rising, without +Inf
   */
  public HistogramFamily histogram(
      String name, String description, List<Double> boundsSeconds, String... labels) {
    return add(
        new HistogramFamily(
            new Declaration(name, description, List.of(labels)), List.copyOf(boundsSeconds)));
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    return families.stream().map(family -> family.collect(resource)).toList();
  }

  private <F extends Family> F add(F family) {
    families.add(family);
    return family;
  }
}
