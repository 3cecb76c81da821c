package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.ADMIN_TOKEN;
import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static io.portcullis.token.TokenServiceFixture.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service through its own HTTP, on real storage. Each test has a user of its own or none. */
class TokenServiceTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private HttpCaller open = new HttpCaller("");
  private HttpCaller admin = new HttpCaller("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
    admin = SERVICE.get().admin();
  }

  @Test
  void rfc9068Section2LoginGivesATokenThatThePublishedKeysVerify() throws Exception {
    Answer login = open.login("ada");

    assertThat(login.status()).as(login.body()).isEqualTo(200);
    assertThat(login.header("Cache-Control")).isEqualTo("no-store");
    assertThat(login.header("Pragma")).isEqualTo("no-cache");
    SignedJWT token = SignedJWT.parse(login.text("access_token"));
    JWKSet keys = JWKSet.parse(open.get("/.well-known/jwks.json").body());
    var key = keys.getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(token.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(token.getJWTClaimsSet().getClaims().keySet())
        .contains(
            "iss", "sub", "aud", "exp", "iat", "jti", "sid", "sst", "client_id", "scope", "tid")
        .contains("auth_time", "amr");
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(SERVICE.get().issuer());
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("ada");
    assertThat(token.getJWTClaimsSet().getStringClaim("sid")).isEqualTo(login.text("session_id"));
    assertThat(login.json().path("expires_in").asInt()).isEqualTo(300);
  }

  @Test
  void unknownUserAndWrongPasswordGetTheSameAnswer() {
    Map<String, Object> wrong = withoutRequestId(login("ada@example.com", "wrong"));
    Map<String, Object> unknown = withoutRequestId(login("nobody@example.com", "wrong"));
    Map<String, Object> noAddress = withoutRequestId(login("no address", "wrong"));
    Map<String, Object> tooLong = withoutRequestId(login("ada@example.com", "x".repeat(129)));

    assertThat(wrong).containsEntry("code", "login_failed").containsEntry("status", 401);
    assertThat(List.of(unknown, noAddress, tooLong)).containsOnly(wrong);
  }

  @Test
  void fapi20Section5321RefreshRotatesAndARetryGetsTheSameSuccessor() throws Exception {
    Answer login = open.login("bob");
    String old = login.text("refresh_token");

    Answer first = open.refresh(old);
    Answer retry = open.refresh(old);

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(retry.status()).isEqualTo(200);
    assertThat(first.text("refresh_token")).isNotEqualTo(old);
    assertThat(retry.text("refresh_token")).isEqualTo(first.text("refresh_token"));
    assertThat(retry.text("access_token")).isNotEqualTo(first.text("access_token"));
    assertThat(claim(first, "sst")).isEqualTo(claim(login, "sst"));
    assertThat(claim(first, "sid")).isEqualTo(claim(login, "sid"));
    assertThat(claim(first, "jti")).isNotEqualTo(claim(login, "jti"));
  }

  @Test
  void rfc6749Section6ARefreshTokenBelongsToItsClient() {
    String token = open.login("bob").text("refresh_token");

    Answer foreign =
        open.postForm(
            "/oauth2/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            token,
            "client_id",
            "kiosk");

    assertThat(foreign.status()).isEqualTo(400);
    assertThat(foreign.text("error")).isEqualTo("invalid_grant");
    assertThat(open.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void rfc6749Section6ScopeMayBeNarrowedAndNotWidened() throws Exception {
    String token = open.login("bob").text("refresh_token");

    Answer wider = open.refresh(token, "scope", "read admin");
    Answer narrower = open.refresh(token, "scope", "read");
    Answer whole = open.refresh(narrower.text("refresh_token"));

    assertThat(wider.status()).isEqualTo(400);
    assertThat(wider.text("error")).isEqualTo("invalid_scope");
    assertThat(narrower.text("scope")).isEqualTo("read");
    assertThat(claim(narrower, "scope")).isEqualTo("read");
    assertThat(whole.text("scope")).contains("pay");
  }

  @Test
  void aForgedTokenEndsNobodysSession() {
    String token = open.login("bob").text("refresh_token");
    String forged = token.substring(0, token.length() - 2) + "AA";

    assertThat(open.refresh(forged).text("error")).isEqualTo("invalid_grant");
    assertThat(open.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aRevokedUserCannotRefreshButCanLogInAtOnce() throws Exception {
    String old = open.login("cem").text("refresh_token");

    Answer revoked = revoke("user", "cem");
    Answer login = open.login("cem");

    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(open.refresh(old).text("error")).isEqualTo("invalid_grant");
    assertThat(login.status()).isEqualTo(200);
    assertThat((Long) claim(login, "sst"))
        .isGreaterThan(Instant.parse(revoked.text("revoked_at")).toEpochMilli());
    assertThat(open.refresh(login.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void logoutEndsTheSessionAndNoOther() {
    Answer one = open.login("dot");
    Answer other = open.login("dot");

    Answer logout = open.post("/v1/logout", "", bearer(one));

    assertThat(logout.status()).as(logout.body()).isEqualTo(204);
    assertThat(open.refresh(one.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    assertThat(open.refresh(other.text("refresh_token")).status()).isEqualTo(200);
    assertThat(open.post("/v1/logout", "", bearer(one)).text("code")).isEqualTo("token_invalid");
  }

  @Test
  void logoutOfAllNeedsMoreThanAWrongPasswordAndEndsEverySession() {
    Answer one = open.login("eve");
    Answer other = open.login("eve");

    Answer refused =
        open.postJson("/v1/logout", "{\"all\":true,\"password\":\"wrong\"}", bearer(one));
    Answer ended =
        open.postJson(
            "/v1/logout", "{\"all\":true,\"password\":\"" + PASSWORD + "\"}", bearer(one));

    assertThat(refused.text("code")).isEqualTo("reauthentication_required");
    assertThat(ended.status()).as(ended.body()).isEqualTo(204);
    assertThat(open.refresh(other.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aUserSeesAndEndsOwnSessionsOnly() {
    Answer mine = open.login("fay");
    Answer second = open.login("fay");
    Answer stranger = open.login("gus");
    String sid = second.text("session_id");

    assertThat(open.delete("/v1/sessions/" + sid, bearer(stranger)).status()).isEqualTo(404);
    assertThat(open.get("/v1/sessions", bearer(mine)).body()).contains(sid);
    assertThat(open.delete("/v1/sessions/" + sid, bearer(mine)).status()).isEqualTo(204);
    assertThat(open.get("/v1/sessions", bearer(mine)).body())
        .doesNotContain(sid)
        .contains(mine.text("session_id"));
  }

  @ParameterizedTest
  @CsvSource({"token,control", "tenant,control", "client,control", "key,control"})
  void whatBelongsToNobodyGoesToTheControlShard(String type, String shard) {
    Answer answer = revoke(type, "unknown-" + type);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("type")).isEqualTo(type);
    assertThat(answer.text("id")).isEqualTo("unknown-" + type);
    assertThat(answer.text("revoked_at")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
    assertThat(answer.json().path("positions").get(0).path("shard").asText()).isEqualTo(shard);
    assertThat(answer.json().path("positions").get(0).path("sequence").asLong()).isPositive();
    assertThat(answer.json().path("propagated").isBoolean()).isTrue();
  }

  @Test
  void revokingASessionEndsItsRefresh() {
    Answer login = open.login("gus");

    assertThat(revoke("session", login.text("session_id")).status()).isEqualTo(200);
    assertThat(open.refresh(login.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void revokingATenantEndsItsSessionsAndNoOthers() {
    Answer theirs = open.login("tia");
    Answer ours = open.login("gus");

    assertThat(revoke("tenant", "other").status()).isEqualTo(200);
    assertThat(open.refresh(theirs.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    assertThat(open.refresh(ours.text("refresh_token")).status()).isEqualTo(200);
    assertThat(open.login("tia").status()).isEqualTo(200);
  }

  @Test
  void revokingTheSigningKeyMakesThePendingOneSignAtOnce() throws Exception {
    String revoked = kid(open.login("hal"));
    List<String> before = publishedKids();

    assertThat(revoke("key", revoked).status()).isEqualTo(200);

    assertThat(kid(open.login("hal"))).isEqualTo(before.get(before.indexOf(revoked) + 1));
    assertThat(publishedKids()).hasSameSizeAs(before).doesNotContain(revoked);
  }

  @Test
  void aBulkOfRevocationsAnswersElementByElement() {
    Answer answer =
        admin.postJson(
            "/admin/v1/revocations",
            """
            {"revocations":[
              {"type":"token","id":"a","reason":"x"},
              {"type":"tokn","id":"b","reason":"x"},
              17,
              {"type":"session","id":"c","issuer":"https://other.example","reason":"x"}]}\
            """,
            adminBearer());

    JsonNode results = answer.json().path("results");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(results).hasSize(4);
    assertThat(results.get(0).path("id").asText()).isEqualTo("a");
    assertThat(results.get(1).path("code").asText()).isEqualTo("validation_failed");
    assertThat(results.get(2).path("code").asText()).isEqualTo("validation_failed");
    assertThat(results.get(3).path("positions").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"token\",\"reason\":\"x\"}",
        "{\"type\":\"token\",\"id\":\"\",\"reason\":\"x\"}",
        "{\"type\":\"token\",\"id\":7,\"reason\":\"x\"}",
        "{\"type\":\"token\",\"id\":\"a\\nb\",\"reason\":\"x\"}",
        "{\"type\":\"token\",\"id\":\"a\"}",
        "{\"type\":\"TOKEN\",\"id\":\"a\",\"reason\":\"x\"}",
        "{\"type\":\"user\",\"id\":\"a\",\"tennant\":\"b\",\"reason\":\"x\"}",
        "{\"type\":\"token\",\"id\":\"a\",\"id\":\"b\",\"reason\":\"x\"}",
        "{\"revocations\":[]}",
        "{\"revocations\":{}}",
        "[]",
        "nonsense",
        ""
      })
  void aMalformedRevocationIsRefused(String body) {
    Answer answer = admin.postJson("/admin/v1/revocations", body, adminBearer());

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("validation_failed");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aBulkMayHold1000() {
    assertThat(admin.postJson("/admin/v1/revocations", bulk(1001), adminBearer()).status())
        .isEqualTo(400);
    assertThat(
            admin
                .postJson("/admin/v1/revocations", bulk(1000), adminBearer())
                .json()
                .path("results"))
        .hasSize(1000);
  }

  @Test
  void onlyTheBootstrapCredentialMayRevoke() {
    String body = "{\"type\":\"token\",\"id\":\"a\",\"reason\":\"x\"}";
    Answer none = admin.postJson("/admin/v1/revocations", body);
    Answer wrong =
        admin.postJson(
            "/admin/v1/revocations", body, "Authorization", "Bearer " + ADMIN_TOKEN + "x");
    Answer user = admin.postJson("/admin/v1/revocations", body, bearer(open.login("ada")));

    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(user.status()).isEqualTo(401);
    assertThat(open.postJson("/admin/v1/revocations", body, adminBearer()).status()).isEqualTo(404);
  }

  @Test
  void rfc8414Section2MetadataListsOnlyWhatAnswers() {
    JsonNode metadata = open.get("/.well-known/oauth-authorization-server").json();

    assertThat(metadata.path("issuer").asText()).isEqualTo(SERVICE.get().issuer());
    metadata
        .properties()
        .forEach(member -> {
          String value = member.getValue().asText();
          if (member.getKey().endsWith("_endpoint") || member.getKey().endsWith("_uri")) {
            assertThat(value).startsWith(SERVICE.get().issuer());
            String path = value.substring(SERVICE.get().issuer().length());
            assertThat(open.get(path).status()).as(path).isNotEqualTo(404);
          }
        });
    assertThat(texts(metadata, "grant_types_supported"))
        .containsExactly("authorization_code", "refresh_token", "client_credentials");
    assertThat(texts(metadata, "token_endpoint_auth_methods_supported"))
        .containsExactly("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(texts(metadata, "revocation_endpoint_auth_methods_supported"))
        .containsExactly("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(texts(metadata, "introspection_endpoint_auth_methods_supported"))
        .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
    for (String endpoint : List.of("token", "revocation", "introspection")) {
      assertThat(texts(metadata, endpoint + "_endpoint_auth_signing_alg_values_supported"))
          .containsExactly("ES256", "Ed25519", "EdDSA", "PS256", "RS256");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AUTHORIZATION_CODE", "password", "CLIENT_CREDENTIALS", "urn:x", "REFRESH_TOKEN"})
  void rfc6749Section52OtherGrantsAreNotSupported(String grant) {
    Answer answer =
        open.postForm("/oauth2/token", "grant_type", grant, "client_id", "portcullis-app");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("unsupported_grant_type");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
  }

  @Test
  void aConfidentialClientMustProveItself() {
    String basic =
        "Basic "
            + Base64.getEncoder().encodeToString(("demo:" + DEMO_SECRET + "x").getBytes(UTF_8));
    Answer withBasic =
        open.post(
            "/oauth2/token",
            HttpCaller.encode("grant_type", "refresh_token", "refresh_token", "rt1.x"),
            "Authorization",
            basic,
            "Content-Type",
            "application/x-www-form-urlencoded");
    Answer bare = refreshAs("demo");
    Answer withPost = refreshAs("demo", "client_secret", DEMO_SECRET);
    Answer publicWithSecret = refreshAs("portcullis-app", "client_secret", DEMO_SECRET);
    Answer unknown = refreshAs("nobody");

    assertThat(withBasic.status()).isEqualTo(401);
    assertThat(withBasic.text("error")).isEqualTo("invalid_client");
    assertThat(withBasic.header("WWW-Authenticate")).startsWith("Basic");
    assertThat(bare.status()).isEqualTo(401);
    assertThat(withPost.text("error")).isEqualTo("invalid_grant");
    assertThat(publicWithSecret.text("error")).isEqualTo("invalid_client");
    assertThat(unknown.text("error")).isEqualTo("invalid_client");
    assertThat(refreshAs("batch").text("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void rfc6749Section32AParameterSentTwiceIsRefused() {
    String token = open.login("gus").text("refresh_token");

    Answer twice = open.refresh(token, "refresh_token", token);
    Answer clientTwice = open.refresh(token, "client_id", "portcullis-app");
    Answer unknownParameter = open.refresh(token, "colour", "red");

    assertThat(twice.status()).isEqualTo(400);
    assertThat(twice.text("error")).isEqualTo("invalid_request");
    assertThat(clientTwice.text("error")).isEqualTo("invalid_request");
    assertThat(unknownParameter.status()).isEqualTo(200);
  }

  @Test
  void rfc6749Section32TheTokenEndpointTakesAPostedFormOnly() {
    String json = "{\"grant_type\":\"refresh_token\"}";

    assertThat(open.postJson("/oauth2/token", json).text("error")).isEqualTo("invalid_request");
    assertThat(open.post("/oauth2/token", "").text("error")).isEqualTo("invalid_request");
    assertThat(open.get("/oauth2/token").status()).isEqualTo(405);
    assertThat(open.get("/oauth2/token").header("Allow")).isEqualTo("POST, OPTIONS");
  }

  @Test
  void hugeBodiesAreRefusedAndTheServiceGoesOn() {
    String huge = "x".repeat(1 << 20);

    assertThat(login("ada@example.com", huge).status()).isEqualTo(413);
    assertThat(open.refresh(huge).status()).isEqualTo(413);
    assertThat(open.post("/v1/logout", "", "Authorization", "Bearer " + "x".repeat(9000)).status())
        .isEqualTo(401);
    assertThat(open.login("ada").status()).isEqualTo(200);
  }

  @Test
  void malformedLoginsGetAProblem() {
    assertThat(open.postJson("/v1/login", "{").text("code")).isEqualTo("validation_failed");
    assertThat(open.postJson("/v1/login", "{\"email\":\"a@b\"}").text("code"))
        .isEqualTo("validation_failed");
    assertThat(open.postJson("/v1/login", "[".repeat(10_000)).text("code"))
        .isEqualTo("validation_failed");
    assertThat(open.post("/v1/login", "a=b", "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(open.get("/nothing/here").header("Content-Type"))
        .isEqualTo("application/problem+json");
    assertThat(open.get("/nothing/here").status()).isEqualTo(404);
  }

  @Test
  void sixteenParallelRefreshesGetOneSuccessor() {
    String token = open.login("gus").text("refresh_token");

    Set<String> successors =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> open.refresh(token))
            .map(answer -> answer.status() + answer.text("refresh_token"))
            .collect(Collectors.toSet());

    assertThat(successors).hasSize(1).allMatch(answer -> answer.startsWith("200rt1."));
  }

  @Test
  void metricsExistUnderTheirNames() {
    String scraped = SERVICE.get().metrics().get("/metrics").body();

    for (String operation : List.of("login", "token_issued", "refresh", "revocation")) {
      assertThat(scraped)
          .contains("portcullis_" + operation + "_total{outcome=\"ok\"}")
          .contains("portcullis_" + operation + "_total{outcome=\"unavailable\"}")
          .contains("portcullis_" + operation + "_duration_seconds_count");
    }
    assertThat(scraped).contains("portcullis_login_total{outcome=\"login_failed\"}");
  }

  @Test
  void probesAndTheAdminApisOwnDescriptionAnswer() {
    assertThat(SERVICE.get().probes().get("/readyz").status()).isEqualTo(200);
    assertThat(SERVICE.get().probes().get("/livez").status()).isEqualTo(200);
    assertThat(admin.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
  }

  private Answer login(String email, String password) {
    return open.postJson(
        "/v1/login", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
  }

  private Answer refreshAs(String clientId, String... more) {
    String[] form = {
      "grant_type", "refresh_token", "refresh_token", "rt1.x", "client_id", clientId
    };
    String[] all = new String[form.length + more.length];
    System.arraycopy(form, 0, all, 0, form.length);
    System.arraycopy(more, 0, all, form.length, more.length);
    return open.postForm("/oauth2/token", all);
  }

  private Answer revoke(String type, String id) {
    return admin.postJson(
        "/admin/v1/revocations",
        "{\"type\":\"%s\",\"id\":\"%s\",\"tenant\":\"default\",\"reason\":\"test\"}"
            .formatted(type, id),
        adminBearer());
  }

  private static String bulk(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"type\":\"token\",\"id\":\"bulk-" + i + "\",\"reason\":\"x\"}")
        .collect(Collectors.joining(",", "{\"revocations\":[", "]}"));
  }

  private List<String> publishedKids() throws Exception {
    return JWKSet.parse(open.get("/.well-known/jwks.json", "Cache-Control", "no-cache").body())
        .getKeys()
        .stream()
        .map(key -> key.getKeyID())
        .toList();
  }

  private static String[] adminBearer() {
    return new String[] {"Authorization", "Bearer " + ADMIN_TOKEN};
  }

  private static String[] bearer(Answer login) {
    return new String[] {"Authorization", "Bearer " + login.text("access_token")};
  }

  private static List<String> texts(JsonNode json, String name) {
    return json.path(name).valueStream().map(JsonNode::asText).toList();
  }

  private static Object claim(Answer answer, String name) throws Exception {
    return SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet().getClaim(name);
  }

  private static String kid(Answer answer) throws Exception {
    return SignedJWT.parse(answer.text("access_token")).getHeader().getKeyID();
  }

  private static Map<String, Object> withoutRequestId(Answer answer) {
    return answer.json().properties().stream()
        .filter(member -> !member.getKey().equals("request_id"))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                member ->
                    member.getValue().isInt()
                        ? (Object) member.getValue().intValue()
                        : member.getValue().asText()));
  }
}
