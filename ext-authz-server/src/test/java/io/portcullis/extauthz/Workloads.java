package io.portcullis.extauthz;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.portcullis.testkit.EnvoyProcess;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Certificates of workloads, clients that show them, and Envoy's listener that asks for them. */
final class Workloads {
  final X509Bundle ca = authority();
  final X509Bundle unknownCa = authority();
  private final X509Bundle server =
      new CertificateBuilder()
          .ecp256()
          .subject("CN=api")
          .addSanIpAddress(InetAddress.getLoopbackAddress())
          .addExtendedKeyUsageServerAuth()
          .buildIssuedBy(ca);
  private final Path folder;

  /** Writes Envoy's own certificate and key, and the authority. */
  Workloads(Path folder) throws Exception {
    this.folder = folder;
    Files.writeString(folder.resolve("api.crt"), server.getCertificatePathPEM());
    Files.writeString(folder.resolve("api.key"), server.getPrivateKeyPEM());
    Files.writeString(folder.resolve("workloads-ca.crt"), ca.getCertificatePEM());
  }

  static X509Bundle certificate(X509Bundle authority, String... uris) throws Exception {
    CertificateBuilder builder =
        new CertificateBuilder().ecp256().subject("CN=workload").addExtendedKeyUsageClientAuth();
    for (String uri : uris) {
      builder = builder.addSanUriName(uri);
    }
    return builder.buildIssuedBy(authority);
  }

  /** The validation context of an operator who did as told. */
  String verified() {
    return "validation_context: {trusted_ca: {filename: %s}}"
        .formatted(folder.resolve("workloads-ca.crt"));
  }

  /** As {@link #verified()}, with the one word that undoes it. */
  String untrusted() {
    return "validation_context: {trusted_ca: {filename: %s}, trust_chain_verification: ACCEPT_UNTRUSTED}"
        .formatted(folder.resolve("workloads-ca.crt"));
  }

  /**
   * Envoy with TLS, which takes clients without a certificate too and shows certificates to the
   * ext_authz server.
   *
   * @param forwarding as {@code forward_client_cert_details}
   * @param validation members of {@code common_tls_context}
   */
  UnaryOperator<String> listener(String forwarding, String validation) {
    UnaryOperator<String> tls =
        EnvoyProcess.replacing("    - filters:\n", transportSocket(validation));
    UnaryOperator<String> forward =
        EnvoyProcess.replacing(
            "          stat_prefix: api\n",
            """
                      stat_prefix: api
                      forward_client_cert_details: %s
                      set_current_client_cert_details: {uri: true}
            """
                .formatted(forwarding));
    UnaryOperator<String> show =
        EnvoyProcess.replacing(
            "              stat_prefix: authz\n",
            "              stat_prefix: authz\n              include_peer_certificate: true\n");
    return yaml -> show.apply(forward.apply(tls.apply(yaml)));
  }

  private String transportSocket(String validation) {
    return """
        - transport_socket:
            name: envoy.transport_sockets.tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
              common_tls_context:
                tls_certificates: [{certificate_chain: {filename: %s}, private_key: {filename: %s}}]
                %s
          filters:
    """
        .formatted(folder.resolve("api.crt"), folder.resolve("api.key"), validation);
  }

  /** GET from a client of its own, so that no connection of another is used. */
  HttpResponse<String> get(int port, Optional<X509Bundle> own, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(context(own)).build()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private SSLContext context(Optional<X509Bundle> own) throws Exception {
    KeyManager[] keys =
        own.isEmpty() ? new KeyManager[0] : own.get().toKeyManagerFactory().getKeyManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {ca.toTrustManager()}, null);
    return context;
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=workloads")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }
}
