package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.draft;
import static io.portcullis.extauthz.envoy.House.mergedRequest;
import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 1 to 35: headers and transport, as far as they reach the gRPC port. */
class HeaderCorpusTest {
  private static final String GOOD = draft(House.ES256).signed();
  private static final String BEARER = "Bearer " + GOOD;
  private static final String MISSING = "401 credential_missing";
  private static final String MALFORMED = "400 credential_malformed";
  private static final String INVALID = "401 token_invalid";

  static List<CorpusRow> rows() {
    List<CorpusRow> rows = new ArrayList<>();
    rows.add(row(1, "forged identity, no token", MISSING, "x-user-id", "victim"));
    rows.add(row(4, "x_user_id", MALFORMED, "x_user_id", "v", "authorization", BEARER));
    rows.add(row(4, "X_User-Id", MALFORMED, "X_User-Id", "v", "authorization", BEARER));
    rows.add(row(4, "x-user_id", MALFORMED, "x-user_id", "v", "authorization", BEARER));
    rows.add(row(4, "x_auth_role", MALFORMED, "x_auth_role", "v", "authorization", BEARER));
    rows.add(
        row(11, "twice, both good", MALFORMED, "authorization", BEARER, "Authorization", BEARER));
    rows.add(
        row(12, "good, then garbage", MALFORMED, "authorization", BEARER, "authorization", "x"));
    rows.add(row(13, "two in one", MALFORMED, "authorization", BEARER + ", " + BEARER));
    rows.add(row(14, "bearer", "ok", "authorization", "bearer " + GOOD));
    rows.add(row(14, "BEARER", "ok", "authorization", "BEARER " + GOOD));
    rows.add(row(15, "tab after the scheme", INVALID, "authorization", "Bearer\t" + GOOD));
    rows.add(row(16, "two spaces", INVALID, "authorization", "Bearer  " + GOOD));
    rows.add(row(17, "space after the token", INVALID, "authorization", BEARER + " "));
    rows.add(row(18, "newline before the token", INVALID, "authorization", "Bearer \n" + GOOD));
    rows.add(row(18, "NBSP before the token", INVALID, "authorization", "Bearer \u00a0" + GOOD));
    rows.add(row(19, "scheme alone", MISSING, "authorization", "Bearer"));
    rows.add(row(19, "scheme and a space", MISSING, "authorization", "Bearer "));
    rows.add(row(20, "empty", MISSING, "authorization", ""));
    rows.add(row(21, "Basic", MISSING, "authorization", "Basic dTpw"));
    rows.add(row(21, "Bearers", MISSING, "authorization", "Bearers " + GOOD));
    rows.add(row(22, "DPoP", MISSING, "authorization", "DPoP " + GOOD));
    rows.add(row(23, "cookie", MISSING, "cookie", "access_token=" + GOOD));
    rows.add(row(25, "NUL", INVALID, "authorization", "Bearer \0" + GOOD));
    rows.add(row(25, "NUL for the space", INVALID, "authorization", "Bearer\0" + GOOD));
    rows.add(row(25, "high bytes", INVALID, "authorization", "Bearer \u0080\u00ff"));
    rows.add(row(25, "0xC0 0xC0", INVALID, "authorization", BEARER + "\u00c0\u00c0"));
    rows.add(row(26, "broken UTF-8 elsewhere", "ok", "x", "\u00c3(", "authorization", BEARER));
    rows.add(row(29, "8 KiB", INVALID, "authorization", "Bearer " + "a.".repeat(4096)));
    rows.add(row(30, "48 KiB", INVALID, "authorization", "Bearer " + "A".repeat(48 * 1024)));
    rows.add(row(35, "override", "ok", "x-http-method-override", "PUT", "authorization", BEARER));
    rows.add(new CorpusRow(27, "no attributes", CheckRequest.getDefaultInstance(), MISSING));
    rows.add(new CorpusRow(27, "no headers", request(""), MISSING));
    rows.add(
        new CorpusRow(28, "disagreement", disagreeing("authorization", "Bearer x"), MALFORMED));
    rows.add(new CorpusRow(28, "disagreement", disagreeing("x-user-id", "v"), MALFORMED));
    rows.add(new CorpusRow(28, "both the same", disagreeing("authorization", BEARER), "ok"));
    rows.add(
        new CorpusRow(28, "credential in one place only", disagreeing("accept", "*/*"), MALFORMED));
    rows.add(
        new CorpusRow(13, "joined", merged("authorization", BEARER + "," + BEARER), MALFORMED));
    rows.add(new CorpusRow(14, "joined", merged("authorization", BEARER), "ok"));
    rows.add(
        new CorpusRow(25, "beyond bytes", merged("authorization", BEARER + "\u20ac"), INVALID));
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsOwed(CorpusRow row) {
    row.verify();
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-envoy-original-path",
        "x-envoy-internal",
        "x-envoy-auth-partial-body",
        "x-envoy-auth-failure-mode-allowed",
        "x-envoy-auth-headers-to-remove",
        "x-forwarded-uri",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-prefix"
      })
  void decidesTheSameWhateverInternalHeadersSay(String name) {
    House house = new House();

    assertThat(house.check(request("", name, "/public/")).summary()).isEqualTo(MISSING);
    assertThat(house.check(request("", name, "x-user-id", "authorization", BEARER)).upstream())
        .containsEntry("x-user-id", "u-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//admin", "/public/../admin", "/public/%2e%2e/admin", "/%2f", "/a;x=/../admin", "/a\\b",
        "/a%00", "/a?access_token=x", "/public/", "http://example.com/public/", "*", ""
      })
  void neverTakesThePolicyFromThePath(String path) {
    CheckRequest.Builder check = request("").toBuilder();
    check.getAttributesBuilder().getRequestBuilder().getHttpBuilder().setPath(path);

    assertThat(new House().check(check.build()).summary()).isEqualTo(MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "CONNECT", "TRACE", ""})
  void letsNoMethodPassByItself(String method) {
    CheckRequest.Builder check = request("").toBuilder();
    check.getAttributesBuilder().getRequestBuilder().getHttpBuilder().setMethod(method);

    assertThat(new House().check(check.build()).summary()).isEqualTo(MISSING);
  }

  private static CorpusRow row(int number, String what, String expected, String... headers) {
    return new CorpusRow(number, what, request("", headers), expected);
  }

  private static CheckRequest merged(String name, String value) {
    return mergedRequest("", Map.of(name, value));
  }

  /** Raw headers with a good token, and a map with one header. */
  private static CheckRequest disagreeing(String name, String value) {
    return request(
        "",
        AttributeContext.HttpRequest.newBuilder()
            .putHeaders(name, value)
            .setHeaderMap(
                HeaderMap.newBuilder()
                    .addHeaders(
                        HeaderValue.newBuilder()
                            .setKey("authorization")
                            .setRawValue(ByteString.copyFromUtf8(BEARER)))));
  }
}
