package io.portcullis.kit.telemetry;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One series of a histogram of durations. Safe for all threads. */
public final class Histogram {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] boundsNanos;
  private final LongAdder[] counts;
  private final LongAdder sumNanos = new LongAdder();

  Histogram(List<Double> boundsSeconds) {
    this.boundsNanos =
        boundsSeconds.stream().mapToLong(s -> Math.round(s * NANOS_PER_SECOND)).toArray();
    this.counts =
        IntStream.rangeClosed(0, boundsNanos.length)
            .mapToObj(i -> new LongAdder())
            .toArray(LongAdder[]::new);
  }

  /** Records one duration; a bound belongs to the bucket below it. */
  public void recordNanos(long nanos) {
    int bucket = 0;
    while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sumNanos.add(nanos);
  }

  /** How many durations were recorded. */
  public long count() {
    return LongStream.of(counts()).sum();
  }

  long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  double sumSeconds() {
    return sumNanos.sum() / NANOS_PER_SECOND;
  }
}
