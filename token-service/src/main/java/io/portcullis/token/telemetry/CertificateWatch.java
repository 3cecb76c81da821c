package io.portcullis.token.telemetry;

import io.portcullis.kit.telemetry.GaugeFamily;
import io.portcullis.kit.telemetry.Metrics;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When certificates in our files end. Shown for those that there are. */
public final class CertificateWatch {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final GaugeFamily ends;
  private final Map<Use, Boolean> refused = new ConcurrentHashMap<>();

  /** What a file is for. */
  public enum Use {
    SERVER,
    CLIENT_CA
  }

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
        .observe(() -> refused.isEmpty() ? 1 : 0);
  }

  /** These are in force now. */
  public void inForce(Use use, List<X509Certificate> certificates) {
    double end = firstEnd(certificates);
    ends.observe(() -> end, use.name().toLowerCase(Locale.ROOT));
    refused.remove(use);
  }

  /** What the files hold now was refused. */
  public void refused(Use use) {
    refused.put(use, true);
  }

  private static double firstEnd(List<X509Certificate> certificates) {
    return certificates.stream()
        .mapToDouble(
            certificate -> certificate.getNotAfter().toInstant().toEpochMilli() / MILLIS_PER_SECOND)
        .min()
        .orElse(Double.NaN);
  }
}
