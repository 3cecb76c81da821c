package io.portcullis.token;

import static io.portcullis.token.Certified.BILLING;
import static io.portcullis.token.Certified.client;
import static io.portcullis.token.Certified.selfSigned;
import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients by certificate and bound tokens (RFC 8705), by real TLS to the service itself. */
final class ClientCertificateTest {
  private static final Certified FILES = files();

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(
          () -> TokenServiceFixture.start(ClientCertificateTest::byTls, FILES.clients()));

  private static String byTls(String yaml) {
    return yaml.replace("issuer: http:", "issuer: https:")
        .replaceFirst(
            "listener: \\{",
            "listener: {tls: {certificate_file: %s, key_file: %s}, client_certificate: {from: tls, ca_file: %s}, "
                .formatted(FILES.certificateFile(), FILES.keyFile(), FILES.caFile()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-dn", "by-dns", "by-uri", "by-ip", "by-email"})
  void rfc8705Section21TakesTheRegisteredNameByAKnownAuthority(String clientId) throws Exception {
    Answer answer = ask(clientId, allNames().buildIssuedBy(FILES.ca));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-dn", "by-dns", "by-uri", "by-ip", "by-email"})
  void rfc8705Section21RefusesEveryOtherCertificate(String clientId) throws Exception {
    refused(ask(clientId, FILES.pinned));
    refused(ask(clientId, client("CN=other").buildIssuedBy(FILES.ca)));
    refused(ask(clientId, allNames().buildIssuedBy(FILES.unknownCa)));
    refused(ask(clientId, selfSigned(allNames())));
    refused(ask(clientId, allNames().notAfter(ago(1)).buildIssuedBy(FILES.ca)));
    refused(ask(clientId, allNames().notBefore(ago(-60)).buildIssuedBy(FILES.ca)));
    refused(ask(clientId, allNames().buildIssuedBy(intermediate(ago(1)))));
    refused(open(Optional.empty()).postForm("/oauth2/token", form(clientId)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          by-dn    | CN=billing,O=Example            | billing.example   | https://a.example
          by-dn    | CN=billing,OU=Ledger,O=Example2 | billing.example   | https://a.example
          by-dn    | O=Example,OU=Ledger,CN=billing  | billing.example   | https://a.example
          by-dns   | CN=billing.example              | billing.example.a | https://a.example
          by-dns   | CN=billing.example              | a.billing.example | https://a.example
          by-uri   | CN=billing                      | a.example         | spiffe://example.org/billing/a
          by-uri   | CN=billing                      | a.example         | spiffe://EXAMPLE.org/billing
          """)
  void rfc8705Section212ANameIsTheWholeName(String clientId, String subject, String dns, String uri)
      throws Exception {
    refused(
        ask(
            clientId,
            client(subject).addSanDnsName(dns).addSanUriName(uri).buildIssuedBy(FILES.ca)));
  }

  @Test
  void rfc8705Section21TakesAnIntermediateThatTheClientSends() throws Exception {
    assertThat(ask("by-dn", allNames().buildIssuedBy(intermediate(ago(-60)))).status())
        .isEqualTo(200);
  }

  @Test
  void aCertificateForServersIsNoClients() throws Exception {
    refused(
        ask(
            "by-dn",
            new CertificateBuilder()
                .ecp256()
                .subject(BILLING)
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(FILES.ca)));
  }

  @Test
  void rfc8705Section22TakesAnyCertificateForARegisteredKey() throws Exception {
    assertThat(ask("by-key", FILES.own).status()).isEqualTo(200);
    assertThat(ask("by-key", with(FILES.own).buildIssuedBy(FILES.unknownCa)).status())
        .isEqualTo(200);
    assertThat(ask("by-pin", FILES.pinned).status()).isEqualTo(200);
  }

  @Test
  void rfc8705Section22RefusesOtherKeysAndOtherCertificates() throws Exception {
    refused(ask("by-key", FILES.pinned));
    refused(ask("by-pin", FILES.own));
    refused(ask("by-pin", with(FILES.pinned).buildIssuedBy(FILES.unknownCa)));
    refused(ask("by-key", with(FILES.own).notAfter(ago(1)).buildIssuedBy(FILES.unknownCa)));
    refused(ask("by-key", allNames().buildIssuedBy(FILES.ca)));
    refused(open(Optional.empty()).postForm("/oauth2/token", form("by-key")));
  }

  @Test
  void aClientByCertificateProvesItselfByNothingElse() throws Exception {
    HttpCaller caller = open(Optional.of(allNames().buildIssuedBy(FILES.ca)));

    refused(caller.postFormAs("by-dn", DEMO_SECRET, "/oauth2/token", form("by-dn")));
    refused(caller.postForm("/oauth2/token", form("worker")));
  }

  @Test
  void whatACallerWritesIntoTheHeaderIsNotBelieved() throws Exception {
    String forged =
        "Cert=\""
            + URLEncoder.encode(
                    allNames().buildIssuedBy(FILES.ca).getCertificatePEM(), StandardCharsets.UTF_8)
                .replace("+", "%20")
            + "\"";

    refused(
        open(Optional.empty())
            .post(
                "/oauth2/token",
                HttpCaller.encode(form("by-dn")),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "x-forwarded-client-cert",
                forged));
  }

  @Test
  void rfc8705Section2IsTakenWhereverClientsProveThemselves() throws Exception {
    HttpCaller caller = open(Optional.of(allNames().buildIssuedBy(FILES.ca)));
    String token = caller.postForm("/oauth2/token", form("by-dn")).text("access_token");

    Answer introspected =
        caller.postForm("/oauth2/introspect", "client_id", "by-dn", "token", token);
    Answer pushed =
        caller.postForm(
            "/oauth2/par",
            "client_id",
            "by-dn",
            "response_type",
            "code",
            "redirect_uri",
            "https://by-dn.example/callback",
            "code_challenge_method",
            "S256",
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    Answer revoked = caller.postForm("/oauth2/revoke", "client_id", "by-dn", "token", token);

    assertThat(introspected.json().path("active").asBoolean()).isTrue();
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(caller.postForm("/oauth2/introspect", "client_id", "by-dn", "token", token).body())
        .isEqualTo("{\"active\":false}");
    for (String path : List.of("/oauth2/introspect", "/oauth2/par", "/oauth2/revoke")) {
      refused(open(Optional.empty()).postForm(path, "client_id", "by-dn", "token", token));
    }
  }

  @Test
  void rfc8705Section3BindsTokensToTheCertificateShown() throws Exception {
    X509Bundle own = allNames().buildIssuedBy(FILES.ca);
    String token = ask("by-dn", own).text("access_token");

    assertThat(confirmation(token)).isEqualTo(Map.of("x5t#S256", sha256(own)));
    assertThat(
            open(Optional.of(own))
                .postForm("/oauth2/introspect", "client_id", "by-dn", "token", token)
                .json()
                .path("cnf")
                .path("x5t#S256")
                .asText())
        .isEqualTo(sha256(own));
  }

  @Test
  void rfc8705Section3BindsTheTokensOfAClientBySecret() throws Exception {
    Answer answer =
        open(Optional.of(FILES.pinned))
            .postFormAs("bound", DEMO_SECRET, "/oauth2/token", form("bound"));

    assertThat(confirmation(answer.text("access_token")))
        .isEqualTo(Map.of("x5t#S256", sha256(FILES.pinned)));
    refused(
        open(Optional.empty()).postFormAs("bound", DEMO_SECRET, "/oauth2/token", form("bound")));
  }

  @Test
  void rfc8705Section3BindsWhatIsRefreshedToTheCertificateOfTheRefresh() throws Exception {
    X509Bundle renewed = selfSigned(client("CN=renewed"));

    Answer answer =
        open(Optional.of(renewed))
            .postFormAs(
                "bound",
                DEMO_SECRET,
                "/oauth2/token",
                "grant_type",
                "refresh_token",
                "refresh_token",
                session());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(confirmation(answer.text("access_token")))
        .isEqualTo(Map.of("x5t#S256", sha256(renewed)));
  }

  @Test
  void rfc8705Section3ABoundTokenIsUselessBesideAnotherCertificate() {
    String bearer =
        "Bearer "
            + open(Optional.of(FILES.own))
                .postFormAs(
                    "bound",
                    DEMO_SECRET,
                    "/oauth2/token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    session())
                .text("access_token");

    assertThat(userInfo(Optional.of(FILES.own), bearer)).isEqualTo("scope_insufficient");
    assertThat(userInfo(Optional.of(FILES.pinned), bearer)).isEqualTo("token_invalid");
    assertThat(userInfo(Optional.empty(), bearer)).isEqualTo("token_invalid");
    assertThat(
            open(Optional.of(FILES.pinned)).get("/v1/sessions", "Authorization", bearer).status())
        .isEqualTo(401);
  }

  @Test
  void whoDoesNotAskForItGetsTokensThatAreNotBound() throws Exception {
    assertThat(confirmation(ask("by-dns", allNames().buildIssuedBy(FILES.ca)).text("access_token")))
        .isNull();
  }

  @Test
  void rfc8705Section5IsToldInTheMetadata() {
    JsonNode told = open(Optional.empty()).get("/.well-known/oauth-authorization-server").json();

    for (String endpoint : List.of("token", "introspection", "revocation")) {
      assertThat(texts(told.path(endpoint + "_endpoint_auth_methods_supported")))
          .contains("tls_client_auth", "self_signed_tls_client_auth");
    }
    assertThat(told.path("tls_client_certificate_bound_access_tokens").asBoolean()).isTrue();
  }

  @Test
  void rfc9325Section31SpeaksNothingOlderThanTls12() throws Exception {
    assertThat(protocol("TLSv1.2", "TLSv1.3")).isEqualTo("TLSv1.3");
    assertThat(protocol("TLSv1.2")).isEqualTo("TLSv1.2");
    assertThatThrownBy(() -> protocol("TLSv1.1")).isInstanceOf(SSLException.class);
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    X509Bundle renewed = FILES.renewServer();

    for (int i = 0; i < 300 && !served().equals(renewed.getCertificate()); i++) {
      Thread.sleep(100);
    }

    assertThat(served()).isEqualTo(renewed.getCertificate());
  }

  /** Another certificate for the key of this one. */
  private static CertificateBuilder with(X509Bundle other) {
    return client("CN=another").keyPair(other.getKeyPair());
  }

  private static CertificateBuilder allNames() throws Exception {
    return client(BILLING)
        .addSanDnsName("other.example")
        .addSanDnsName("Billing.example")
        .addSanUriName("spiffe://example.org/billing")
        .addSanIpAddress(InetAddress.ofLiteral("2001:db8::1"))
        .addSanRfc822Name("billing@example.com");
  }

  private static X509Bundle intermediate(Instant end) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=intermediate")
        .notBefore(ago(3600))
        .notAfter(end)
        .setIsCertificateAuthority(true)
        .buildIssuedBy(FILES.ca);
  }

  private static Instant ago(long seconds) {
    return Instant.now().minus(Duration.ofSeconds(seconds));
  }

  private static String session() {
    try {
      return SERVICE.get().openSession("bound", "ada");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String userInfo(Optional<X509Bundle> own, String bearer) {
    return open(own).get("/oauth2/userinfo", "Authorization", bearer).text("code");
  }

  private static Answer ask(String clientId, X509Bundle own) {
    return open(Optional.of(own)).postForm("/oauth2/token", form(clientId));
  }

  private static String[] form(String clientId) {
    return new String[] {"grant_type", "client_credentials", "client_id", clientId};
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  private static HttpCaller open(Optional<X509Bundle> own) {
    return FILES.caller(SERVICE.get().publicPort(), own);
  }

  private static String protocol(String... protocols) throws Exception {
    try (SSLSocket socket = shakeHands(protocols)) {
      return socket.getSession().getProtocol();
    }
  }

  private static Object served() throws Exception {
    try (SSLSocket socket = shakeHands("TLSv1.3")) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket shakeHands(String... protocols) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            FILES
                .context(Optional.empty())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), SERVICE.get().publicPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static Object confirmation(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet().getClaim("cnf");
  }

  private static String sha256(X509Bundle own) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(own.getCertificate().getEncoded()));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Certified files() {
    try {
      return new Certified();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
