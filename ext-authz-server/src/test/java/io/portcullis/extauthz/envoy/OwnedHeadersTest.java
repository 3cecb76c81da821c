package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.draft;
import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a yes makes of headers that a client has no business to send. */
class OwnedHeadersTest {
  private static final String GOOD = draft(House.ES256).signed();
  private static final String BEARER = "Bearer " + GOOD;

  @ParameterizedTest
  @ValueSource(strings = {"x-user-id", "X-USER-ID", "x-User-Id"})
  void overwritesForgedIdentity(String name) {
    Answer answer =
        new House().check(request("", name, "victim", "authorization", BEARER, name, "victim"));

    assertThat(answer.upstream()).containsEntry("x-user-id", "u-1");
    assertThat(answer.removed()).doesNotContain("x-user-id");
  }

  @Test
  void removesOwnedHeadersThatTheTokenDoesNotFill() {
    String token = draft(House.ES256).without("tid").without("scope").without("sid").signed();

    Answer answer =
        new House()
            .check(
                request(
                    "",
                    "x-tenant-id",
                    "victim",
                    "X-Auth-Role",
                    "admin",
                    "x-auth-level",
                    "9",
                    "accept",
                    "*/*",
                    "authorization",
                    "Bearer " + token));

    assertThat(answer.upstream()).containsOnlyKeys("x-user-id");
    assertThat(answer.removed())
        .containsExactlyInAnyOrder(
            "x-tenant-id", "x-scopes", "x-session-id", "x-auth-role", "x-auth-level");
  }

  @Test
  void removesOwnedHeadersOfAnonymousCallers() {
    Answer answer =
        new House().check(request("public", "x-user-id", "victim", "x-auth-role", "admin"));

    assertThat(answer.summary()).isEqualTo("ok");
    assertThat(answer.upstream()).isEmpty();
    assertThat(answer.removed())
        .containsExactlyInAnyOrder(
            "x-user-id", "x-session-id", "x-scopes", "x-tenant-id", "x-auth-role");
  }

  @Test
  void ignoresCredentialsWhereNoneIsWanted() {
    Answer answer =
        new House()
            .check(request("public", "authorization", "Bearer rubbish", "authorization", BEARER));

    assertThat(answer.summary()).isEqualTo("ok");
    assertThat(answer.upstream()).isEmpty();
  }
}
