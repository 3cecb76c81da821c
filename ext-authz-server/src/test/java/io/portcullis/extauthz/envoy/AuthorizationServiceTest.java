package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.draft;
import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.portcullis.extauthz.decision.Decision;
import io.portcullis.extauthz.decision.Decision.Denied;
import io.portcullis.extauthz.decision.DenyReason;
import io.portcullis.extauthz.envoy.AuthorizationService.Hop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorizationServiceTest {
  private final House house = new House();

  @Test
  void allowsValidTokenAndSaysWhoItsBearerIs() {
    Answer answer = house.bearing(draft(House.ES256).signed());

    assertThat(answer.summary()).isEqualTo("ok");
    assertThat(answer.upstream())
        .containsOnlyKeys("x-user-id", "x-session-id", "x-scopes", "x-tenant-id")
        .containsEntry("x-user-id", "u-1")
        .containsEntry("x-session-id", "s-1")
        .containsEntry("x-scopes", "read write")
        .containsEntry("x-tenant-id", "acme");
    assertThat(answer.removed()).isEmpty();
  }

  @Test
  void describesTheDecisionInDynamicMetadata() {
    house.revocations.ageIs(120);

    var fields = house.bearing(draft(House.ES256).signed()).response().getDynamicMetadata();

    assertThat(fields.getFieldsOrThrow("sub").getStringValue()).isEqualTo("u-1");
    assertThat(fields.getFieldsOrThrow("sid").getStringValue()).isEqualTo("s-1");
    assertThat(fields.getFieldsOrThrow("client_id").getStringValue()).isEqualTo("app");
    assertThat(fields.getFieldsOrThrow("tenant").getStringValue()).isEqualTo("acme");
    assertThat(fields.getFieldsOrThrow("policy").getStringValue()).isEqualTo("default");
    assertThat(fields.getFieldsOrThrow("decision").getStringValue()).isEqualTo("allow");
    assertThat(fields.getFieldsOrThrow("reason").getStringValue()).isEqualTo("ok");
    assertThat(fields.getFieldsOrThrow("scopes").getListValue().getValuesList())
        .extracting(com.google.protobuf.Value::getStringValue)
        .containsExactly("read", "write");
    assertThat(fields.getFieldsOrThrow("revocation_age_ms").getNumberValue()).isEqualTo(120);
  }

  @Test
  void deniesRequestWithoutCredentialByAProblemThatNoCacheKeeps() {
    Answer answer = house.check(request("", "x-request-id", "7f-1"));

    assertThat(answer.summary()).isEqualTo("401 credential_missing");
    assertThat(answer.headers())
        .containsEntry("www-authenticate", "Bearer realm=\"portcullis\"")
        .containsEntry("content-type", "application/problem+json")
        .containsEntry("cache-control", "no-store");
    assertThat(answer.body().path("request_id").asText()).isEqualTo("7f-1");
    assertThat(answer.body().path("status").asInt()).isEqualTo(401);
    assertThat(answer.response().getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED_VALUE);
  }

  @Test
  void neverAnswersACodeThatEnvoyTakesForOurFailure() {
    house.revocations.ageIs(Long.MAX_VALUE);

    Answer stale = house.bearing(draft(House.ES256).signed());

    assertThat(stale.summary()).isEqualTo("503 revocation_state_stale");
    assertThat(stale.headers()).containsEntry("retry-after", "1");
    assertThat(stale.response().getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED_VALUE);
  }

  @Test
  void deniesUnknownPolicy() {
    Answer answer =
        house.check(request("nope", "authorization", "Bearer " + draft(House.ES256).signed()));

    assertThat(answer.summary()).isEqualTo("403 policy_unknown");
  }

  @Test
  void namesTheMissingScope() {
    Answer answer =
        house.check(request("payments", "authorization", "Bearer " + draft(House.ES256).signed()));

    assertThat(answer.summary()).isEqualTo("403 scope_insufficient");
    assertThat(answer.headers())
        .containsEntry("www-authenticate", "Bearer error=\"insufficient_scope\", scope=\"pay\"");
  }

  @Test
  void inShadowModeADenialPassesWithoutAnIdentity() {
    Answer answer =
        house.check(
            request(
                "trial",
                "authorization",
                "Bearer " + draft(House.ES256).signed(), // lacks the scope
                "x_user_id",
                "victim",
                "x-auth-role",
                "root"));

    assertThat(answer.allowed()).isTrue();
    assertThat(answer.upstream()).isEmpty();
    assertThat(answer.removed())
        .contains("x-user-id", "x-session-id", "x-scopes", "x-tenant-id", "x-auth-role")
        .contains("x_user_id");
    assertThat(answer.metadata("decision")).isEqualTo("allow");
    assertThat(answer.metadata("reason")).isEqualTo("credential_malformed");
  }

  @Test
  void inShadowModeAYesIsAsEver() {
    Answer answer =
        house.check(
            request(
                "trial",
                "authorization",
                "Bearer " + draft(House.ES256).claim("scope", "pay").signed()));

    assertThat(answer.upstream()).containsEntry("x-user-id", "u-1");
    assertThat(answer.metadata("reason")).isEqualTo("ok");
  }

  @Test
  void aClosedPolicyLetsNobodyPass() {
    Answer answer =
        house.check(request("closed", "authorization", "Bearer " + draft(House.ES256).signed()));

    assertThat(answer.summary()).isEqualTo("403 policy_closed");
  }

  @Test
  void saysNothingOfAnAgeThatNobodyProved() {
    house.revocations.ageIs(Long.MAX_VALUE);

    var metadata =
        house
            .check(request("catalog", "authorization", "Bearer " + draft(House.ES256).signed()))
            .response()
            .getDynamicMetadata();

    assertThat(metadata.getFieldsMap()).containsKey("sub").doesNotContainKey("revocation_age_ms");
  }

  @Test
  void answersAMessageThatIsNoneByADenial() {
    Answer answer = House.check(house.service(), new byte[] {0x0a, 0x7f, 1});

    assertThat(answer.summary()).isEqualTo("400 credential_malformed");
  }

  @Test
  void doesNotRepeatARequestIdThatIsNoId() {
    Answer answer = house.check(request("", "x-request-id", "\",\"code\":\"ok"));

    assertThat(answer.body().path("request_id").asText()).isEmpty();
    assertThat(answer.summary()).isEqualTo("401 credential_missing");
  }

  @Test
  void turnsABugIntoADenialThatIsCounted() {
    List<Denied> failures = new ArrayList<>();
    OwnedHeaders owned = new OwnedHeaders(java.util.Map.of(), "");
    AuthorizationService service =
        new AuthorizationService(
            new CheckRequestReader(owned),
            AuthorizationServiceTest::bug,
            new CheckResponseWriter(owned),
            new Hop(work -> false, failures::add));

    Answer answer = House.check(service, request(""));

    assertThat(answer.summary()).isEqualTo("503 internal_error");
    assertThat(failures).extracting(Denied::reason).containsExactly(DenyReason.INTERNAL_ERROR);
  }

  private static Decision bug(io.portcullis.extauthz.request.AuthorizationRequest request) {
    throw new IllegalStateException(request.path());
  }
}
