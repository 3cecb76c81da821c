package io.portcullis.extauthz.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads that are known by their certificate. */
class PeerCertificateTest {
  private static final String BILLING = "spiffe://example.org/ns/shop/sa/billing";
  private static final String GATEWAY = "spiffe://example.org/ns/edge/sa/gateway";

  private final House house = new House();

  @Test
  void knowsAWorkloadByItsCertificate() {
    Answer answer = house.check(from(BILLING, "service"));

    assertThat(answer.upstream()).containsOnlyKeys("x-user-id").containsValue(BILLING);
    assertThat(answer.removed()).contains("x-session-id", "x-scopes", "x-tenant-id");
    assertThat(answer.metadata("sub")).isEqualTo(BILLING);
    assertThat(answer.metadata("client_id")).isEqualTo(BILLING);
  }

  @Test
  void ignoresACertificateWhereThePolicyDoesNotTakeIt() {
    assertThat(house.check(from(BILLING, "")).summary()).isEqualTo("401 credential_missing");
  }

  @Test
  void aTokenCountsBeforeACertificate() {
    String token = House.draft(House.ES256).signed();

    Answer answer = house.check(from(BILLING, "service", "authorization", "Bearer " + token));

    assertThat(answer.upstream()).containsEntry("x-user-id", "u-1");
  }

  @Test
  void aBadTokenIsNotSavedByACertificate() {
    Answer answer = house.check(from(BILLING, "service", "authorization", "Bearer x.y.z"));

    assertThat(answer.summary()).isEqualTo("401 token_invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CN=billing",
        "spiffe://other.org/ns/shop/sa/billing",
        "spiffe://example.org",
        "spiffe://example.org/",
        "spiffe://example.org//billing",
        "spiffe://example.org/../billing",
        "spiffe://EXAMPLE.org/billing",
        "spiffe://example.org/bill%69ng",
        "spiffe://example.org/a,b",
        "https://example.org/billing"
      })
  void takesNoOtherNameForAWorkload(String principal) {
    assertThat(house.check(from(principal, "service")).summary())
        .isEqualTo("401 credential_missing");
  }

  @Test
  void aCertificateGrantsNoScope() {
    assertThat(house.check(from(BILLING, "service-pay")).summary())
        .isEqualTo("403 scope_insufficient");
  }

  @Test
  void aCertificateIsForNoAudience() {
    assertThat(house.check(from(BILLING, "service-billing")).summary())
        .isEqualTo("401 token_invalid");
  }

  @Test
  void aCertificateIsOfNoSession() {
    assertThat(house.check(from(BILLING, "service-session")).summary())
        .isEqualTo("401 token_invalid");
  }

  @Test
  void believesNoForwardedNameOfAStranger() {
    Answer answer =
        house.check(from(BILLING, "service", "x-forwarded-client-cert", "URI=" + GATEWAY));

    assertThat(answer.upstream()).containsEntry("x-user-id", BILLING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "By=x;Hash=ab;URI=spiffe://example.org/a",
        "URI=spiffe://example.org/old,By=x;Subject=\"CN=a,O=\\\"b;c\\\"\";URI=spiffe://example.org/a",
        "URI=spiffe://example.org/a,By=x;URI=spiffe://example.org/ns/edge/sa/gateway",
        "hash=ab;uri=\"spiffe://example.org/a\";DNS=a;DNS=b"
      })
  void believesTheNewestNameBeforeTheTrustedHops(String forwarded) {
    Answer answer = house.check(from(GATEWAY, "service", "x-forwarded-client-cert", forwarded));

    assertThat(answer.upstream()).containsEntry("x-user-id", "spiffe://example.org/a");
  }

  @Test
  void aHopThatForwardsNobodyIsNobody() {
    assertThat(house.check(from(GATEWAY, "service")).summary()).isEqualTo("401 credential_missing");
    assertThat(
            house
                .check(from(GATEWAY, "service", "x-forwarded-client-cert", "URI=" + GATEWAY))
                .summary())
        .isEqualTo("401 credential_missing");
    assertThat(
            house.check(from(GATEWAY, "service", "x-forwarded-client-cert", "Hash=ab")).summary())
        .isEqualTo("401 credential_missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "URI",
        "=x",
        "URI=spiffe://example.org/a;",
        "URI=spiffe://example.org/a,",
        "URI=\"spiffe://example.org/a",
        "URI=spiffe://example.org/a;URI=spiffe://example.org/b",
        "URI=\"spiffe://example.org/a\"x",
        "U I=spiffe://example.org/a"
      })
  void refusesForwardedNamesThatAreNotWellFormed(String forwarded) {
    Answer answer = house.check(from(GATEWAY, "service", "x-forwarded-client-cert", forwarded));

    assertThat(answer.summary()).isEqualTo("400 credential_malformed");
  }

  @Test
  void refusesTwoHeadersOfForwardedNames() {
    Answer answer =
        house.check(
            from(
                GATEWAY,
                "service",
                "x-forwarded-client-cert",
                "URI=spiffe://example.org/a",
                "x-forwarded-client-cert",
                "URI=spiffe://example.org/b"));

    assertThat(answer.summary()).isEqualTo("400 credential_malformed");
  }

  private static CheckRequest from(String principal, String policy, String... headers) {
    CheckRequest request = House.request(policy, headers);
    return request.toBuilder()
        .setAttributes(
            request.getAttributes().toBuilder()
                .setSource(AttributeContext.Peer.newBuilder().setPrincipal(principal)))
        .build();
  }
}
