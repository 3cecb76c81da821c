package io.portcullis.quickstart.client;

import java.io.IOException;
import java.net.URI;
import java.util.OptionalDouble;

/** A scraper of one server's metrics, in the Prometheus text format. */
public final class Metrics {
  private static final String AGE = "portcullis_revocation_replica_age_seconds";

  private final HttpCaller http;
  private final URI endpoint;

  /** A scraper of this endpoint, path included. */
  public Metrics(HttpCaller http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /** How old the node's revocation state is, in seconds; infinite before the first proof. */
  public double replicaAgeSeconds() throws IOException, InterruptedException {
    return largest(AGE).orElseThrow(() -> new IOException(endpoint + " has no series " + AGE));
  }

  /** The largest sample of a metric's series; empty if there is none. */
  public OptionalDouble largest(String name) throws IOException, InterruptedException {
    return http.getText(endpoint)
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(Metrics::sample)
        .max();
  }

  private static double sample(String line) {
    String number = line.substring(line.lastIndexOf(' ') + 1);
    return switch (number) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(number);
    };
  }
}
