package io.portcullis.token;

import static io.portcullis.token.Certified.BILLING;
import static io.portcullis.token.Certified.client;
import static io.portcullis.token.Certified.selfSigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.portcullis.testkit.EnvoyAddresses;
import io.portcullis.testkit.EnvoyProcess;
import io.portcullis.testkit.Fixture;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates (RFC 8705) that a real Envoy, which ends TLS, passes on; and forged ones. */
final class ForwardedCertificateTest {
  private static final Certified FILES = files();

  @Order(1)
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(
          () -> TokenServiceFixture.start(ForwardedCertificateTest::byHeader, FILES.clients()));

  @Order(2)
  @RegisterExtension
  static final SharedFixture<Edge> SANITIZING = SharedFixture.of(() -> Edge.start("SANITIZE_SET"));

  @Order(3)
  @RegisterExtension
  static final SharedFixture<Edge> APPENDING = SharedFixture.of(() -> Edge.start("APPEND_FORWARD"));

  /** Envoy with TLS before the token service, which takes every certificate. */
  record Edge(EnvoyProcess envoy, int port) implements Fixture {
    static Edge start(String forwarding) {
      EnvoyAddresses addresses = EnvoyAddresses.free(SERVICE.get().publicPort(), "127.0.0.1:1");
      String yaml =
          """
          admin:
            address: {socket_address: {address: 127.0.0.1, port_value: ${ENVOY_ADMIN_PORT}}}
          static_resources:
            listeners:
            - address: {socket_address: {address: 127.0.0.1, port_value: ${ENVOY_PORT}}}
              filter_chains:
              - transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                    common_tls_context:
                      tls_certificates: [{certificate_chain: {filename: %s}, private_key: {filename: %s}}]
                      validation_context: {trust_chain_verification: ACCEPT_UNTRUSTED}
                filters:
                - name: envoy.filters.network.http_connection_manager
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: edge
                    forward_client_cert_details: %s
                    set_current_client_cert_details: {cert: true, chain: true, subject: true}
                    route_config:
                      virtual_hosts:
                      - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: tokens}}]}
                    http_filters:
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            clusters:
            - name: tokens
              load_assignment:
                cluster_name: tokens
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: ${UPSTREAM_PORT}}}}
          """
              .formatted(FILES.certificateFile(), FILES.keyFile(), forwarding);
      return new Edge(EnvoyProcess.start(addresses, _ -> yaml), addresses.port());
    }

    HttpCaller caller(Optional<X509Bundle> own) {
      return FILES.caller(port, own);
    }

    @Override
    public String logTail() {
      return envoy.logTail();
    }

    @Override
    public void close() {
      envoy.close();
    }
  }

  private static String byHeader(String yaml) {
    return yaml.replaceFirst(
        "listener: \\{",
        "listener: {client_certificate: {from: xfcc, ca_file: %s, proxies: [127.0.0.1]}, "
            .formatted(FILES.caFile()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-dn", "by-uri"})
  void rfc8705Section21ThroughEnvoy(String clientId) throws Exception {
    Answer answer = ask(SANITIZING.get().caller(Optional.of(billing())), clientId);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void rfc8705Section21ThroughEnvoyWithAnIntermediate() throws Exception {
    X509Bundle intermediate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=intermediate")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(FILES.ca);

    Answer answer =
        ask(
            SANITIZING.get().caller(Optional.of(client(BILLING).buildIssuedBy(intermediate))),
            "by-dn");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void rfc8705Section22ThroughEnvoy() throws Exception {
    assertThat(ask(SANITIZING.get().caller(Optional.of(FILES.pinned)), "by-pin").status())
        .isEqualTo(200);
    refused(ask(SANITIZING.get().caller(Optional.of(FILES.pinned)), "by-key"));
  }

  @Test
  void rfc8705Section21EnvoyDoesNotJudgeForUs() throws Exception {
    refused(
        ask(
            SANITIZING.get().caller(Optional.of(client(BILLING).buildIssuedBy(FILES.unknownCa))),
            "by-dn"));
    refused(ask(SANITIZING.get().caller(Optional.of(selfSigned(client(BILLING)))), "by-dn"));
    refused(ask(SANITIZING.get().caller(Optional.empty()), "by-dn"));
  }

  @Test
  void whatACallerForgesBeforeEnvoyIsNotBelieved() throws Exception {
    String forged = element(billing());

    for (Edge edge : new Edge[] {SANITIZING.get(), APPENDING.get()}) {
      refused(ask(edge.caller(Optional.empty()), "by-dn", forged));
      refused(ask(edge.caller(Optional.of(FILES.pinned)), "by-dn", forged));
      refused(ask(edge.caller(Optional.of(FILES.pinned)), "by-dn", forged + ",Cert=\""));
    }
    HttpCaller replaced = SANITIZING.get().caller(Optional.of(FILES.pinned));
    assertThat(ask(replaced, "by-pin", forged).status()).isEqualTo(200);

    // A proxy that only adds to the header: whoever writes one as well is nobody.
    HttpCaller added = APPENDING.get().caller(Optional.of(FILES.pinned));
    refused(ask(added, "by-pin", forged));
    assertThat(ask(added, "by-pin").status()).isEqualTo(200);
  }

  @Test
  void theHeaderOfAPeerThatIsNoProxyIsNotBelieved() throws Exception {
    try (HttpClient stranger =
        HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.2")).build()) {
      HttpCaller caller = new HttpCaller(SERVICE.get().issuer(), stranger);

      refused(ask(caller, "by-dn", element(billing())));
    }
    assertThat(ask(proxy(), "by-dn", element(billing())).status()).isEqualTo(200);
  }

  @Test
  void oneElementIsTaken() throws Exception {
    String own = element(billing());
    String other = element(FILES.pinned);

    refused(ask(proxy(), "by-dn", other + "," + own));
    refused(ask(proxy(), "by-dn", "By=spiffe://a/b;Hash=00," + own));
    refused(ask(proxy(), "by-dn", own + ",Subject=\"Cert=x\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"URI=spiffe://x/y", "DNS=x.example", "Other=x"})
  void wordsOfTheCallersOwnAreNotTaken(String pair) throws Exception {
    refused(ask(proxy(), "by-dn", element(billing()) + ";" + pair));
    refused(ask(proxy(), "by-dn", element(FILES.pinned) + ";" + pair + "," + element(billing())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cert=\"\\\"",
        "Cert=\"%\"",
        "Cert=\"%zz\"",
        "Cert=\"-----BEGIN%20CERTIFICATE-----%0AAAAA%0A-----END%20CERTIFICATE-----%0A\"",
        "Cert=x",
        "Cert",
        "=x",
        ",",
        ";",
        "Cert=\"x\"y",
        "Hash=00,"
      })
  void whatNobodyCanReadProvesNothing(String header) {
    refused(ask(proxy(), "by-dn", header));
  }

  @Test
  void oneElementNamesOneCertificate() throws Exception {
    String own = element(billing());

    refused(ask(proxy(), "by-dn", own + ";" + own));
    refused(ask(proxy(), "by-dn", "Cert=\"" + encoded(billing()) + encoded(FILES.pinned) + "\""));
    refused(ask(proxy(), "by-dn", "Cert=\"" + encoded(billing()).substring(0, 400) + "\""));
  }

  private static X509Bundle billing() throws Exception {
    return client(BILLING).addSanUriName("spiffe://example.org/billing").buildIssuedBy(FILES.ca);
  }

  private static String element(X509Bundle certificate) {
    return "Hash=00;Subject=\"CN=\\\"a, b\\\"\";Cert=\"" + encoded(certificate) + "\"";
  }

  private static String encoded(X509Bundle certificate) {
    return URLEncoder.encode(certificate.getCertificatePEM(), StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  /** As a proxy of ours would call. */
  private static HttpCaller proxy() {
    return SERVICE.get().open();
  }

  private static Answer ask(HttpCaller caller, String clientId) {
    return caller.postForm(
        "/oauth2/token", "grant_type", "client_credentials", "client_id", clientId);
  }

  private static Answer ask(HttpCaller caller, String clientId, String header) {
    return caller.post(
        "/oauth2/token",
        HttpCaller.encode("grant_type", "client_credentials", "client_id", clientId),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "x-forwarded-client-cert",
        header);
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  private static Certified files() {
    try {
      return new Certified();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
