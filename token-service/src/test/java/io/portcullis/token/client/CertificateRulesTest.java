package io.portcullis.token.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.portcullis.token.client.CertificateName.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be registered of certificates (RFC 8705 sections 2.1.2 and 3.4). */
final class CertificateRulesTest {
  private static final CertificateName NAME = new CertificateName(Kind.SUBJECT_DN, "CN=app");
  private static final CertificateRules PKI = new CertificateRules(Optional.of(NAME), false, true);
  private static final CertificateRules SELF_SIGNED =
      new CertificateRules(Optional.empty(), true, true);
  private static final CertificateRules BOUND = new CertificateRules(Optional.empty(), false, true);

  @Test
  void aClientByCertificateIsConfidential() throws Exception {
    assertThat(client(Optional.empty(), Optional.empty(), PKI).confidential()).isTrue();
    assertThat(client(Optional.empty(), Optional.of(keys()), SELF_SIGNED).confidential()).isTrue();
  }

  @Test
  void aClientHasOneWayToProveItself() {
    assertThatThrownBy(() -> client(Optional.of("00"), Optional.empty(), PKI))
        .hasMessage("the client app is of tls_client_auth, so it has neither secret nor jwks");
    assertThatThrownBy(() -> client(Optional.empty(), Optional.of(keys()), PKI))
        .hasMessage("the client app is of tls_client_auth, so it has neither secret nor jwks");
    assertThatThrownBy(() -> client(Optional.of("00"), Optional.of(keys()), SELF_SIGNED))
        .hasMessage(
            "the client app is of self_signed_tls_client_auth, so it has a jwks and no secret");
    assertThatThrownBy(() -> client(Optional.empty(), Optional.empty(), SELF_SIGNED))
        .hasMessage(
            "the client app is of self_signed_tls_client_auth, so it has a jwks and no secret");
    assertThatThrownBy(() -> new CertificateRules(Optional.of(NAME), true, false))
        .hasMessage("a client is either of tls_client_auth or of self_signed_tls_client_auth");
  }

  @Test
  void rfc8705Section4NoBoundTokensWithoutBoundRefreshTokens() {
    assertThat(client(Optional.of("00"), Optional.empty(), BOUND).certificates()).isEqualTo(BOUND);
    assertThatThrownBy(() -> client(Optional.empty(), Optional.empty(), BOUND))
        .hasMessage("the public client app cannot have its access tokens bound to a certificate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SUBJECT_DN | billing            | tls_client_auth_subject_dn 'billing' is not a distinguished name
          SUBJECT_DN | ' '                | is not a distinguished name
          SAN_DNS    | *.example          | tls_client_auth_san_dns '*.example' is not a domain name without a wildcard
          SAN_DNS    | a b                | is not a domain name
          SAN_URI    | billing            | tls_client_auth_san_uri 'billing' is not an absolute URI
          SAN_URI    | 'a: b'             | is not an absolute URI
          SAN_IP     | 10.0.0.0/8         | tls_client_auth_san_ip '10.0.0.0/8' is not an IP address
          SAN_IP     | billing.example    | is not an IP address
          SAN_EMAIL  | billing            | tls_client_auth_san_email 'billing' is not an e-mail address
          """)
  void rfc8705Section212ANameIsOfItsKind(Kind kind, String value, String sentence) {
    assertThatThrownBy(() -> new CertificateName(kind, value)).hasMessageContaining(sentence);
  }

  private static ClientKeys keys() throws Exception {
    return ClientKeys.parse(
        new JWKSet(new ECKeyGenerator(Curve.P_256).generate().toPublicJWK()).toString());
  }

  private static Client client(
      Optional<String> secretHash, Optional<ClientKeys> keys, CertificateRules certificates) {
    return new Client(
        "app",
        Optional.empty(),
        secretHash,
        keys,
        Set.of("client_credentials"),
        Set.of(),
        List.of(),
        List.of(),
        "api",
        Set.of(),
        Set.of(),
        RefreshRules.USUAL,
        false,
        false,
        TokenAlgorithms.USUAL,
        Set.of(),
        Optional.empty(),
        certificates);
  }
}
