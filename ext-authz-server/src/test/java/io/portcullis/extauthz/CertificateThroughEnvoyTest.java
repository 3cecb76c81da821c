package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.portcullis.testkit.EnvoyProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads by their certificates, which a real Envoy asks for, verifies and passes on. */
@TestInstance(Lifecycle.PER_CLASS)
final class CertificateThroughEnvoyTest {
  private static final String BILLING = "spiffe://example.org/ns/shop/sa/billing";
  private static final String VICTIM = "spiffe://example.org/ns/shop/sa/victim";
  private static final String HOP = "spiffe://example.org/ns/edge/sa/gateway";
  private static final String FORWARDED = "x-forwarded-client-cert";
  private static final Optional<X509Bundle> NO_CERTIFICATE = Optional.empty();
  private static final String SERVER =
      """
      mtls: {trust_domains: [example.org], trusted_hops: ["%s"]}
      policies: {default: {credentials: [bearer, mtls]}, catalog: {}}
      """
          .formatted(HOP);

  private final Workloads workloads;
  private final ServerBehindEnvoy edge;

  CertificateThroughEnvoyTest(@TempDir Path folder) throws Exception {
    workloads = new Workloads(folder);
    edge =
        ServerBehindEnvoy.start(
            folder, SERVER, workloads.listener("SANITIZE_SET", workloads.verified()));
  }

  @AfterAll
  void close() {
    assertThat(edge.upstream().seen()).doesNotContain(VICTIM);
    edge.close();
  }

  @Test
  void theSpiffeIdIsTheSubjectUpstream() throws Exception {
    HttpResponse<String> answer = get(of(BILLING), "/hello");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(echoed(answer, "x-user-id")).containsExactly(BILLING);
    assertThat(echoed(answer, "x-scopes")).isEmpty();
  }

  @Test
  void theSubjectIsNotWhatTheClientSays() throws Exception {
    HttpResponse<String> answer = get(of(BILLING), "/hello", "x-user-id", VICTIM);

    assertThat(echoed(answer, "x-user-id")).containsExactly(BILLING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"URI=" + VICTIM, "By=" + HOP + ";URI=" + VICTIM, "URI=" + HOP + ",URI=" + VICTIM})
  void whoForwardsACertificateThatIsNotHisGainsNothing(String forwarded) throws Exception {
    assertRefused(get(NO_CERTIFICATE, "/hello", FORWARDED, forwarded));

    HttpResponse<String> answer = get(of(BILLING), "/hello", FORWARDED, forwarded);
    assertThat(echoed(answer, "x-user-id")).containsExactly(BILLING);
    assertThat(echoed(answer, FORWARDED))
        .singleElement()
        .asString()
        .matches("Hash=[0-9a-f]{64};URI=" + BILLING);
  }

  /** SANITIZE_SET leaves the hop's own name alone in the header, and a hop is no caller. */
  @Test
  void aHopForwardsNobodyWhereEnvoySanitizes() throws Exception {
    assertRefused(get(of(HOP), "/hello", FORWARDED, "URI=" + VICTIM));
  }

  @Test
  void aCertificateOfAnUnknownAuthorityEndsTheConnection() throws Exception {
    Optional<X509Bundle> made = Optional.of(Workloads.certificate(workloads.unknownCa, VICTIM));

    assertThatThrownBy(() -> get(made, "/hello")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(made, "/hello", "authorization", "Bearer " + TOKENS.mint()))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example.org",
        "spiffe://example.com/ns/shop/sa/victim",
        "spiffe://example.org.example.com/victim",
        "https://example.org/ns/shop/sa/victim"
      })
  void anotherNameOfTheSameAuthorityIsNobody(String uri) throws Exception {
    assertRefused(get(of(uri), "/hello"));
  }

  @Test
  void aCertificateWithoutAUriIsNobody() throws Exception {
    assertRefused(get(of(), "/hello"));
  }

  @Test
  void aCertificateCountsOnlyWhereThePolicyTakesIt() throws Exception {
    assertRefused(get(of(BILLING), "/catalog/x"));
  }

  @Test
  void aTokenCountsBeforeTheCertificate() throws Exception {
    Map<String, Object> claims = TOKENS.claims();

    HttpResponse<String> answer =
        get(of(BILLING), "/hello", "authorization", "Bearer " + TOKENS.mint(claims));

    assertThat(echoed(answer, "x-user-id")).containsExactly(String.valueOf(claims.get("sub")));
  }

  @Test
  void aTrustedHopForwardsForOthersWhereEnvoyAppends() throws Exception {
    try (EnvoyProcess envoy =
        edge.another(workloads.listener("APPEND_FORWARD", workloads.verified()))) {
      int port = envoy.uri().getPort();
      String own = "URI=spiffe://example.org/ns/shop/sa/cart";

      HttpResponse<String> ofHop = workloads.get(port, of(HOP), "/hello", FORWARDED, own);
      assertThat(echoed(ofHop, "x-user-id"))
          .containsExactly("spiffe://example.org/ns/shop/sa/cart");

      HttpResponse<String> ofOther = workloads.get(port, of(BILLING), "/hello", FORWARDED, own);
      assertThat(echoed(ofOther, "x-user-id")).containsExactly(BILLING);
    }
  }

  /** Why the linter has client-cert-unverified: nothing behind Envoy can tell the difference. */
  @Test
  void acceptUntrustedLetsAnybodyBeAnybody() throws Exception {
    Optional<X509Bundle> made = madeUp();
    try (EnvoyProcess envoy =
        edge.another(workloads.listener("SANITIZE_SET", workloads.untrusted()))) {
      HttpResponse<String> answer = workloads.get(envoy.uri().getPort(), made, "/hello");
      assertThat(echoed(answer, "x-user-id")).containsExactly("spiffe://example.org/made-up");
    }
  }

  /** Without an authority Envoy asks for no certificate: mtls knows nobody, and nobody passes. */
  @ParameterizedTest
  @ValueSource(strings = {"", "validation_context: {}"})
  void withoutAnAuthorityNobodyIsKnown(String validation) throws Exception {
    try (EnvoyProcess envoy = edge.another(workloads.listener("SANITIZE_SET", validation))) {
      assertRefused(workloads.get(envoy.uri().getPort(), madeUp(), "/hello"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "validation_context: {}"})
  void withoutAnAuthorityNobodyIsKnownWhereOneIsRequired(String validation) throws Exception {
    UnaryOperator<String> required =
        EnvoyProcess.replacing(
            "common_tls_context:",
            "require_client_certificate: true\n          common_tls_context:");
    UnaryOperator<String> listener = workloads.listener("SANITIZE_SET", validation);
    try (EnvoyProcess envoy = edge.another(yaml -> required.apply(listener.apply(yaml)))) {
      assertRefused(workloads.get(envoy.uri().getPort(), madeUp(), "/hello"));
    }
  }

  private Optional<X509Bundle> madeUp() throws Exception {
    return Optional.of(Workloads.certificate(workloads.unknownCa, "spiffe://example.org/made-up"));
  }

  private Optional<X509Bundle> of(String... uris) throws Exception {
    return Optional.of(Workloads.certificate(workloads.ca, uris));
  }

  private HttpResponse<String> get(Optional<X509Bundle> own, String path, String... headers)
      throws Exception {
    return workloads.get(edge.port(), own, path, headers);
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"code\":\"credential_missing\"");
  }

  /** The values of a header in the request that reached the upstream, which is the body. */
  private static List<String> echoed(HttpResponse<String> answer, String header) {
    return answer
        .body()
        .lines()
        .map(String::strip)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(header + ": "))
        .map(line -> line.substring(header.length() + 2))
        .toList();
  }
}
