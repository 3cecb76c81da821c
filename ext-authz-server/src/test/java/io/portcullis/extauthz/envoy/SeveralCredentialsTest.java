package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** More than one credential of the kinds that a policy takes is one too many. */
class SeveralCredentialsTest {
  private final House house = new House();
  private final String bearer = "Bearer " + House.draft(House.ES256).signed();

  @Test
  void refusesATokenBesideAnApiKey() {
    assertThat(house.check(request("partner", "authorization", bearer, "X-Api-Key", "k")).summary())
        .isEqualTo("400 credential_malformed");
  }

  @Test
  void refusesTwoApiKeys() {
    assertThat(house.check(request("partner", "x-api-key", "k", "x-api-key", "k")).summary())
        .isEqualTo("400 credential_malformed");
  }

  @Test
  void ignoresAnApiKeyWhereThePolicyDoesNotTakeIt() {
    assertThat(house.check(request("", "authorization", bearer, "x-api-key", "k")).summary())
        .isEqualTo("ok");
  }

  @Test
  void takesATokenWhereThePolicyTakesKeysToo() {
    assertThat(house.check(request("partner", "authorization", bearer)).summary()).isEqualTo("ok");
  }

  @Test
  void knowsNobodyByAnApiKeyYet() {
    assertThat(house.check(request("partner", "x-api-key", "k")).summary())
        .isEqualTo("401 credential_missing");
  }
}
