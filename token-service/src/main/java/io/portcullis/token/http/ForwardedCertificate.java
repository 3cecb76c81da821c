package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.portcullis.token.client.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads Envoy's {@code X-Forwarded-Client-Cert}: elements separated by commas, one for each proxy
 * on the way, each of pairs {@code Key=Value} separated by semicolons; a value may stand in double
 * quotes, and certificates are PEM, encoded as in a URL.
 *
 * <p>One element is taken, for the proxy before us is to replace what its caller wrote, and of that
 * only what Envoy quotes or makes itself: {@code URI} and {@code DNS} are a caller's own words, in
 * which a comma would begin an element of his.
 */
final class ForwardedCertificate {
  private static final int MAX_CERTIFICATES = 8;
  private static final Set<String> KEYS = Set.of("by", "hash", "cert", "chain", "subject");

  private final String text;
  private int at;

  private ForwardedCertificate(String text) {
    this.text = text;
  }

  /** What is not as Envoy writes it. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super(null, null, false, false);
    }
  }

  static PeerCertificate parse(List<String> headers) {
    if (headers.isEmpty()) {
      return new PeerCertificate.None();
    }
    try {
      return shown(new ForwardedCertificate(String.join(",", headers)).element());
    } catch (Malformed | CertificateException | IllegalArgumentException e) {
      return new PeerCertificate.Unreadable();
    }
  }

  private static PeerCertificate shown(Map<String, String> element)
      throws Malformed, CertificateException {
    List<X509Certificate> own = certificates(element.getOrDefault("cert", ""));
    if (own.isEmpty()) {
      return new PeerCertificate.None();
    }
    List<X509Certificate> all = new ArrayList<>(own);
    all.addAll(certificates(element.getOrDefault("chain", "")));
    if (own.size() > 1 || all.size() > MAX_CERTIFICATES) {
      throw new Malformed();
    }
    return new PeerCertificate.Shown(new ClientCertificate(all));
  }

  private static List<X509Certificate> certificates(String encoded)
      throws Malformed, CertificateException {
    if (encoded.isEmpty()) {
      return List.of();
    }
    // Envoy encodes a space as %20, and the plus of Base64 may stand as it is.
    String pem = URLDecoder.decode(encoded.replace("+", "%2B"), UTF_8);
    List<X509Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new Malformed();
    }
    return found;
  }

  private Map<String, String> element() throws Malformed {
    Map<String, String> pairs = new HashMap<>();
    do {
      String key = until("=;,\"").strip().toLowerCase(Locale.ROOT);
      if (!KEYS.contains(key) || !skip('=')) {
        throw new Malformed();
      }
      String value = skip('"') ? quoted() : until(";,\"");
      // By may come several times: a proxy's own certificate can have several names.
      if (pairs.put(key, value) != null && (key.equals("cert") || key.equals("chain"))) {
        throw new Malformed();
      }
    } while (skip(';'));
    if (at < text.length()) {
      throw new Malformed();
    }
    return pairs;
  }

  private String quoted() throws Malformed {
    StringBuilder value = new StringBuilder();
    while (!skip('"')) {
      skip('\\');
      if (at == text.length()) {
        throw new Malformed();
      }
      value.append(text.charAt(at++));
    }
    return value.toString();
  }

  private String until(String ends) {
    int from = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean skip(char expected) {
    boolean there = at < text.length() && text.charAt(at) == expected;
    if (there) {
      at++;
    }
    return there;
  }
}
