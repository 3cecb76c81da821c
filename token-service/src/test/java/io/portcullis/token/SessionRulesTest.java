package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import io.portcullis.token.session.SessionLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How long a session and its refresh tokens go on, over HTTP. */
class SessionRulesTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  private static final String OWN_URI = "https://own.example/callback";
  private static final String[] OWN = {"client_id", "own", "redirect_uri", OWN_URI};

  private HttpCaller open;

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @Test
  void aClientWithoutGraceLosesItsFamilyByOneRepeat() throws Exception {
    String first = SERVICE.get().openSession("strict", "ada");
    Answer rotated = refreshAs("strict", first);
    assertThat(rotated.status()).isEqualTo(200);
    Thread.sleep(5);

    refused(refreshAs("strict", first));
    refused(refreshAs("strict", rotated.text("refresh_token")));
  }

  @Test
  void fapi20Section5321AConfidentialClientMayGoOnWithTheSameToken() throws Exception {
    String token = SERVICE.get().openSession("steady", "ada");
    for (int i = 0; i < 3; i++) {
      Answer answer =
          open.postFormAs(
              "steady",
              TokenServiceFixture.DEMO_SECRET,
              "/oauth2/token",
              "grant_type",
              "refresh_token",
              "refresh_token",
              token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.text("refresh_token")).isEqualTo(token);
    }
  }

  @Test
  void aSessionWithoutARefreshEndsWhenIdle() throws Exception {
    String token =
        SERVICE
            .get()
            .openSession("portcullis-app", "ada", Duration.ofSeconds(1), Duration.ofHours(1));
    Thread.sleep(1_100);

    refused(open.refresh(token));
  }

  @Test
  void noRefreshMovesTheAbsoluteEndOfASession() throws Exception {
    String token =
        SERVICE
            .get()
            .openSession("portcullis-app", "ada", Duration.ofSeconds(2), Duration.ofSeconds(2));
    Answer refreshed = open.refresh(token);
    assertThat(refreshed.status()).isEqualTo(200);
    Thread.sleep(2_100);

    refused(open.refresh(refreshed.text("refresh_token")));
    assertThat(
            open.get("/v1/sessions", "Authorization", "Bearer " + refreshed.text("access_token"))
                .status())
        .isEqualTo(401);
  }

  @Test
  void endingAllButThisLeavesThisOnlyAndTellsDevicesApart() {
    List<Answer> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(open.login("eve"));
    }
    String mine = logInWith("eve", FIREFOX).text("access_token");
    Answer listed = open.get("/v1/sessions", "Authorization", "Bearer " + mine);
    assertThat(listed.json().path("sessions").get(0).path("device").asText())
        .isEqualTo("Firefox on Linux");

    assertThat(endOthers(mine).status()).isEqualTo(204);

    assertThat(others)
        .allSatisfy(other -> {
          assertThat(
                  open.get("/v1/sessions", "Authorization", "Bearer " + other.text("access_token"))
                      .status())
              .isEqualTo(401);
          refused(open.refresh(other.text("refresh_token")));
        });
    assertThat(
            open.get("/v1/sessions", "Authorization", "Bearer " + mine)
                .json()
                .path("sessions")
                .size())
        .isEqualTo(1);
    assertThat(endOthers(mine).status()).isEqualTo(204);
  }

  @Test
  void endingAllButThisEndsEveryOtherLoginOfABrowser() {
    Browser elsewhere = new Browser(SERVICE.get().issuer());
    String offline = Authorizing.code(elsewhere, "bob", "scope", "openid offline_access");
    assertThat(Authorizing.exchange(open, offline).status()).isEqualTo(200);
    Browser here = new Browser(SERVICE.get().issuer());
    Answer mine = Authorizing.exchangeOf("own", OWN_URI, open, Authorizing.code(here, "bob", OWN));
    Browser.Page before = elsewhere.get(Authorizing.path("scope", "openid", "prompt", "none"));

    assertThat(endOthers(mine.text("access_token")).status()).isEqualTo(204);

    assertThat(elsewhere.get(Authorizing.path("scope", "openid", "prompt", "none")).sent("error"))
        .isEqualTo("login_required");
    refused(Authorizing.exchange(open, before.sent("code")));
    String next = Authorizing.authorized(here, "nobody, for no login is needed", OWN).sent("code");
    assertThat(Authorizing.exchangeOf("own", OWN_URI, open, next).status()).isEqualTo(200);
    assertThat(Authorizing.code(elsewhere, "bob", "scope", "openid")).isNotEmpty();
  }

  @Test
  void neitherAddressNorUserAgentIsKept() {
    String sid = logInWith("fay", FIREFOX).text("session_id");
    try (DynamoDbClient dynamo = dynamo()) {
      assertThat(
              dynamo
                  .getItem(get ->
                      get.tableName("test-sessions").key(Map.of("sid", AttributeValue.fromS(sid))))
                  .item()
                  .getOrDefault("device", AttributeValue.fromM(Map.of()))
                  .m()
                  .values())
          .hasSize(3)
          .noneMatch(kept -> kept.s().isEmpty() || kept.s().contains("127.0.0.1"))
          .noneMatch(kept -> kept.s().contains("Gecko"));
    }
  }

  @Test
  void aRestoredTableRefusesNewerTokensAndEndsNobodysSession() throws Exception {
    String first = SERVICE.get().openSession("portcullis-app", "ada");
    try (DynamoDbClient dynamo = dynamo()) {
      Map<String, AttributeValue> key =
          Map.of("sid", AttributeValue.fromS(first.split("\\.", -1)[2]));
      Map<String, AttributeValue> backup =
          dynamo.getItem(get -> get.tableName("test-sessions").key(key)).item();
      String second = open.refresh(first).text("refresh_token");
      dynamo.putItem(put -> put.tableName("test-sessions").item(backup));

      refused(open.refresh(second));
      assertThat(SERVICE.get().metrics().get("/metrics").body())
          .contains("portcullis_refresh_total{outcome=\"ahead_of_table\"} 1");
      assertThat(open.refresh(first).status()).isEqualTo(200);
    }
  }

  @Test
  void rfc9700Section4142ReuseEndsOneFamilyAndIsCounted() throws Exception {
    String first = SERVICE.get().openSession("strict", "gus");
    String other = SERVICE.get().openSession("strict", "gus");
    double before = reused();
    Answer rotated = refreshAs("strict", first);
    Thread.sleep(5);

    refused(refreshAs("strict", first));
    assertThat(reused()).isEqualTo(before + 1);
    refused(refreshAs("strict", rotated.text("refresh_token")));
    assertThat(refreshAs("strict", other).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"all\":true}", "{\"all\":true,\"password\":\"wrong\"}"})
  void endingAllDevicesNeedsMoreThanAnAccessToken(String body) throws Exception {
    Answer elsewhere = open.login("hal");
    SessionLimits limits =
        new SessionLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO);
    String opened =
        SERVICE.get().openSession("portcullis-app", "hal", limits, Duration.ofMinutes(6));
    Answer stolen = open.refresh(opened);

    Answer all = open.postJson("/v1/logout", body, HttpCaller.bearer(stolen));
    assertThat(all.status()).as(all.body()).isEqualTo(401);
    assertThat(all.text("code")).isEqualTo("reauthentication_required");
    assertThat(endOthers(stolen.text("access_token")).text("code"))
        .isEqualTo("reauthentication_required");
    assertThat(endOne(elsewhere, stolen).text("code")).isEqualTo("reauthentication_required");
    assertThat(open.refresh(elsewhere.text("refresh_token")).status()).isEqualTo(200);
    assertThat(endOne(stolen, stolen).status()).isEqualTo(204);
  }

  @Test
  void rfc8707Section3ATokenForAnotherApiIsNoneForOnesSessions() throws Exception {
    Answer login = open.login("ivy");
    JWTClaimsSet claims = SignedJWT.parse(login.text("access_token")).getJWTClaimsSet();
    assertThat(sessionsBy(SERVICE.get().sign("at+jwt", claims))).isEqualTo(200);

    JWTClaimsSet elsewhere =
        new JWTClaimsSet.Builder(claims).audience("https://pay.example/api").build();
    assertThat(sessionsBy(SERVICE.get().sign("at+jwt", elsewhere))).isEqualTo(401);
  }

  private int sessionsBy(String token) {
    return open.get("/v1/sessions", "Authorization", "Bearer " + token).status();
  }

  private Answer endOne(Answer whose, Answer by) throws Exception {
    Object sid = SignedJWT.parse(whose.text("access_token")).getJWTClaimsSet().getClaim("sid");
    return open.delete("/v1/sessions/" + sid, HttpCaller.bearer(by));
  }

  @Test
  void rfc9700Section4142NothingThatIsKeptOrLoggedCanBeUsed() throws Exception {
    Map<String, String> secrets = new HashMap<>();
    try (LogLines log = LogLines.open();
        DynamoDbClient dynamo = dynamo()) {
      Browser browser = new Browser(SERVICE.get().issuer());
      String code = Authorizing.code(browser, "ivy", "scope", "openid offline_access");
      Answer tokens = Authorizing.exchange(open, code);
      Answer rotated = open.refreshAs("web", tokens.text("refresh_token"));
      Answer repeated = open.refreshAs("web", tokens.text("refresh_token"));
      assertThat(SERVICE.get().revoke("user", "ivy").status()).isEqualTo(200);
      refused(open.refreshAs("web", rotated.text("refresh_token")));
      for (Answer answer : List.of(tokens, rotated, repeated)) {
        for (String kind : List.of("access_token", "id_token")) {
          String token = answer.text(kind);
          secrets.put(kind + " " + secrets.size(), token);
          secrets.put("signature of " + kind, token.split("\\.", -1)[2]);
        }
        String refresh = answer.text("refresh_token");
        secrets.put("refresh_token " + secrets.size(), refresh);
        secrets.put("secret of refresh_token " + secrets.size(), refresh.split("\\.", -1)[4]);
      }
      secrets.put("code", code);
      browser
          .cookies()
          .forEach((name, value) -> secrets.put(name, value.substring(value.indexOf('.') + 1)));
      secrets.put("password", TokenServiceFixture.PASSWORD);
      secrets.put("client secret", TokenServiceFixture.DEMO_SECRET);
      secrets.put("verifier", Authorizing.VERIFIER);

      String kept = Kept.in(dynamo) + Kept.in(SERVICE.get().redis());
      assertThat(kept).contains("ivy");
      assertThat(secrets)
          .allSatisfy((what, secret) -> {
            assertThat(kept).as("kept: " + what).doesNotContain(secret);
            assertThat(log.text()).as("logged: " + what).doesNotContain(secret);
          });
    }
  }

  private static double reused() {
    return SERVICE.get().metric("portcullis_refresh_total{outcome=\"reused\"}");
  }

  private Answer refreshAs(String clientId, String token) {
    return open.postForm(
        "/oauth2/token",
        "grant_type",
        "refresh_token",
        "refresh_token",
        token,
        "client_id",
        clientId);
  }

  private Answer logInWith(String name, String userAgent) {
    return open.postJson(
        "/v1/login",
        "{\"email\":\"%s@example.com\",\"password\":\"%s\"}"
            .formatted(name, TokenServiceFixture.PASSWORD),
        "User-Agent",
        userAgent);
  }

  private Answer endOthers(String accessToken) {
    return open.delete("/v1/sessions", "Authorization", "Bearer " + accessToken);
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
  }

  private static DynamoDbClient dynamo() {
    URI endpoint = SERVICE.get().dynamo().endpoint();
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }
}
