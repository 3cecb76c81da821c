package io.portcullis.extauthz.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.kit.telemetry.Metrics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CheckMetricsTest {
  private final CheckMetrics metrics = new CheckMetrics(new Metrics(), List.of());

  @Test
  void keepsTheSeriesOfAPolicyThatComesAgain() {
    metrics.declare(List.of("payments"));
    metrics.of("payments").allowed().increment();
    metrics.declare(List.of("orders"));
    metrics.declare(List.of("payments", "orders"));
    assertThat(metrics.of("payments").allowed().value()).isEqualTo(1);
  }

  @Test
  void countsPoliciesBeyondTheLimitTogether() {
    List<String> names =
        IntStream.rangeClosed(1, CheckMetrics.MAX_POLICIES + 1).mapToObj(i -> "p" + i).toList();
    metrics.declare(names);
    assertThat(metrics.of("p" + CheckMetrics.MAX_POLICIES))
        .isNotSameAs(metrics.of(CheckMetrics.NO_POLICY));
    assertThat(metrics.of(names.getLast())).isSameAs(metrics.of(CheckMetrics.NO_POLICY));
  }
}
