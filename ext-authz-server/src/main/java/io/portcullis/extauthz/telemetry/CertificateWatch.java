package io.portcullis.extauthz.telemetry;

import io.portcullis.kit.telemetry.GaugeFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.security.cert.X509Certificate;
import java.util.List;

/** When the certificates of the gRPC port end. Shown where TLS is spoken. */
public final class CertificateWatch {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final GaugeFamily ends;
  private volatile double serverEnds = Double.NaN;
  private volatile double clientCaEnds = Double.NaN;
  private volatile boolean refused;

  /** Declares into these. */
  public CertificateWatch(Metrics metrics) {
    ends =
        metrics.gauge(
            "portcullis_tls_certificate_not_after_timestamp_seconds",
            "When the first certificate of this use ends, in seconds since 1970.",
            "use");
    metrics
        .gauge(
            "portcullis_tls_reload_success", "1 unless the files that are there now were refused.")
        .observe(() -> refused ? 0 : 1);
  }

  /**
   * These are in force now.
   *
   * @param clientCas empty where clients need no certificate
   */
  public void inForce(List<X509Certificate> chain, List<X509Certificate> clientCas) {
    serverEnds = firstEnd(chain);
    ends.observe(() -> serverEnds, "server");
    if (!clientCas.isEmpty()) {
      clientCaEnds = firstEnd(clientCas);
      ends.observe(() -> clientCaEnds, "client_ca");
    }
    refused = false;
  }

  /** What the files hold now was refused. */
  public void refused() {
    refused = true;
  }

  private static double firstEnd(List<X509Certificate> certificates) {
    return certificates.stream()
        .mapToDouble(
            certificate -> certificate.getNotAfter().toInstant().toEpochMilli() / MILLIS_PER_SECOND)
        .min()
        .orElse(Double.NaN);
  }
}
