package io.portcullis.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TelemetryTest {
  private final Metrics metrics = new Metrics();

  @Test
  void servesNamesExactlyAsDeclared() throws Exception {
    metrics.counter("portcullis_check_total", "Checks.", "decision", "reason").with("allow", "ok");
    metrics.counter("portcullis_token_cache_hits_total", "Hits.").observe(() -> 3);
    metrics.gauge("portcullis_revocation_entries", "Entries.").observe(() -> 7);
    metrics
        .gauge("portcullis_revocation_replica_age_seconds", "Age.")
        .observe(() -> Double.POSITIVE_INFINITY);
    metrics.gauge("portcullis_redis_up", "Up.").observe(() -> 1);
    metrics.gauge("portcullis_config_reload_success", "Reload.").observe(() -> 1);
    assertThat(scrape().lines().filter(line -> !line.startsWith("#")))
        .contains(
            "portcullis_check_total{decision=\"allow\",reason=\"ok\"} 0.0",
            "portcullis_token_cache_hits_total 3.0",
            "portcullis_revocation_entries 7.0",
            "portcullis_revocation_replica_age_seconds +Inf",
            "portcullis_redis_up 1.0",
            "portcullis_config_reload_success 1.0")
        .hasSize(6);
  }

  @Test
  void showsWhatIsThereAtEachScrapeAndNoLongerWhatIsGone() throws Exception {
    List<List<String>> held = new ArrayList<>(List.of(List.of("a", "k\"1"), List.of("b", "k-2")));
    GaugeFamily family = metrics.gauge("portcullis_held", "Held.", "owner", "kid");
    family.observePresent(held::stream);
    assertThat(scrape().lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "portcullis_held{kid=\"k\\\"1\",owner=\"a\"} 1.0",
            "portcullis_held{kid=\"k-2\",owner=\"b\"} 1.0");
    held.removeFirst();
    assertThat(scrape().lines().filter(line -> !line.startsWith("#")))
        .containsExactly("portcullis_held{kid=\"k-2\",owner=\"b\"} 1.0");
    held.clear();
    assertThat(scrape()).doesNotContain("portcullis_held{");
  }

  @Test
  void showsAHistogramAtZeroAndThenItsBuckets() throws Exception {
    HistogramFamily family =
        metrics.histogram(
            "portcullis_check_duration_seconds", "Time.", List.of(0.000025, 0.001, 1.0), "source");
    Histogram cached = family.with("cached");
    family.with("none");
    cached.recordNanos(25_000);
    cached.recordNanos(25_001);
    cached.recordNanos(2_000_000_000);
    assertThat(scrape())
        .contains(
            "# TYPE portcullis_check_duration_seconds histogram",
            "portcullis_check_duration_seconds_bucket{source=\"cached\",le=\"2.5E-5\"} 1",
            "portcullis_check_duration_seconds_bucket{source=\"cached\",le=\"0.001\"} 2",
            "portcullis_check_duration_seconds_bucket{source=\"cached\",le=\"1.0\"} 2",
            "portcullis_check_duration_seconds_bucket{source=\"cached\",le=\"+Inf\"} 3",
            "portcullis_check_duration_seconds_count{source=\"cached\"} 3",
            "portcullis_check_duration_seconds_count{source=\"none\"} 0");
  }

  @Test
  void saysInOneSentenceThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> Telemetry.start(address, metrics))
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "listener.metrics: cannot listen on "
                  + address
                  + ": the port is in use by another process");
    }
  }

  @Test
  void refusesTheWrongNumberOfLabels() {
    CounterFamily family = metrics.counter("portcullis_x_total", "X.", "a");
    assertThatThrownBy(() -> family.with("1", "2"))
        .hasMessage("portcullis_x_total has the labels [a]");
  }

  private String scrape() throws StartupException, IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Telemetry telemetry = Telemetry.start(new HostPort("127.0.0.1", port), metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(telemetry.meter("test")).isNotNull();
      URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
