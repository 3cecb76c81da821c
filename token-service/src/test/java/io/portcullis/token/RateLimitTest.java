package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Too often is 429; each test calls from addresses of its own, through a trusted proxy. */
class RateLimitTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(RateLimitTest::startedWithRedis);

  private HttpCaller open;

  private double permitsWithoutRedis;

  private static TokenServiceFixture startedWithRedis() throws Exception {
    TokenServiceFixture service = TokenServiceFixture.start(RateLimitTest::limited);
    service.untilRedisCounts(
        _ -> service.open().get("/oauth2/logout", "X-Forwarded-For", "203.0.113.255"));
    return service;
  }

  private static String limited(String config) {
    return config.replaceFirst(
        "rate: \\{[^}]*}",
        "trusted_proxies: 1, rate: {login_per_address: 3, login_per_user: 5,"
            + " refresh_per_session: 2, refresh_repeats_per_session: 20,"
            + " refresh_of_unknown_key: 3, revoke_per_caller: 2, begin_per_address: 2,"
            + " logout_per_address: 2}");
  }

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
    permitsWithoutRedis = SERVICE.get().permitsWithoutRedis();
  }

  @Test
  void loginsFromOneAddressAreLimitedAndFromAnotherGoOn() {
    for (String name : new String[] {"ada", "bob", "nobody"}) {
      assertThat(logIn(name, "192.0.2.1").status()).isNotEqualTo(429);
    }
    Answer answer = logIn("cem", "192.0.2.1");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.text("code")).isEqualTo("rate_limited");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 20);
    assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"login_per_address\";q=3;w=60");
    assertThat(answer.header("RateLimit"))
        .isEqualTo("\"login_per_address\";r=0;t=" + answer.header("Retry-After"));
    assertThat(logIn("cem", "192.0.2.2").status()).isEqualTo(200);
    assertThat(SERVICE.get().metrics().get("/metrics").body())
        .contains("portcullis_rate_limit_total{limit=\"login_per_address\",outcome=\"limited\"}")
        .contains("portcullis_login_total{outcome=\"rate_limited\"}");
    assertThat(SERVICE.get().permitsWithoutRedis()).isEqualTo(permitsWithoutRedis);
  }

  @Test
  void loginsByOneAccountAreLimitedFromEverywhere() {
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("dot", "198.51.100." + i).status()).isEqualTo(200);
    }
    assertThat(logIn("DOT", "198.51.100.9").header("RateLimit-Policy"))
        .isEqualTo("\"login_per_user\";q=5;w=60");
    assertThat(logIn("eve", "198.51.100.9").status()).isEqualTo(200);
  }

  @Test
  void strangersCannotLockOutAKnownDevice() {
    assertThat(logIn("hal", "198.51.100.50").status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      logIn("hal", "203.0.113.10" + i);
    }

    assertThat(logIn("hal", "203.0.113.200").header("RateLimit-Policy"))
        .isEqualTo("\"login_per_user\";q=5;w=60");
    assertThat(logIn("hal", "198.51.100.50").status()).isEqualTo(200);
  }

  @Test
  void aPasswordThatIsAskedForAgainTakesTheSamePermits() {
    String access = logIn("eve", "198.51.100.70").text("access_token");
    for (int i = 0; i < 2; i++) {
      assertThat(logOutAll(access, "198.51.100.70").status()).isEqualTo(401);
    }

    Answer limited = logOutAll(access, "198.51.100.70");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.text("code")).isEqualTo("rate_limited");
    assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"login_per_address\";q=3;w=60");
  }

  @Test
  void loginsByThePageTakeTheSamePermits() {
    Browser browser = new Browser(SERVICE.get().issuer());
    Browser.Page login = browser.get(Authorizing.path());
    for (int i = 0; i < 3; i++) {
      login = browser.submit(login, "email", "fay@example.com", "password", "wrong");
      assertThat(login.status()).isEqualTo(422);
    }
    login = browser.logIn(login, "fay");

    assertThat(login.status()).isEqualTo(429);
    assertThat(login.body()).contains("too many tries");
    assertThat(login.header("Retry-After")).isNotEmpty();
    assertThat(open.login("gus").header("RateLimit-Policy"))
        .isEqualTo("\"login_per_address\";q=3;w=60");
  }

  @Test
  void rotationsAreLimitedAndRepeatsCostNothing() throws Exception {
    String first = SERVICE.get().openSession("portcullis-app", "ada");
    String second = open.refresh(first).text("refresh_token");
    for (int i = 0; i < 5; i++) {
      assertThat(open.refresh(first).text("refresh_token")).isEqualTo(second);
    }
    String third = open.refresh(second).text("refresh_token");
    Answer limited = open.refresh(third);

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(limited.header("Retry-After")).isNotEmpty();
    assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"refresh_per_session\";q=2;w=60");
    assertThat(open.refresh(first).text("refresh_token")).isEqualTo(third);
  }

  @Test
  void repeatsOfOneRefreshAreLimitedToo() throws Exception {
    String first = SERVICE.get().openSession("portcullis-app", "ada");
    for (int i = 0; i < 20; i++) {
      assertThat(open.refresh(first).status()).isEqualTo(200);
    }
    Answer limited = open.refresh(first);

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.header("Retry-After")).isNotEmpty();
    assertThat(limited.header("RateLimit-Policy"))
        .isEqualTo("\"refresh_repeats_per_session\";q=20;w=60");
  }

  @Test
  void aRefusedRefreshTakesNoneOfItsSessionsPermits() throws Exception {
    String first = SERVICE.get().openSession("steady", "ada");
    for (int i = 0; i < 21; i++) {
      assertThat(refreshAs("steady", "a-guess", first).status()).isEqualTo(401);
    }

    assertThat(refreshAs("steady", TokenServiceFixture.DEMO_SECRET, first).status()).isEqualTo(200);
  }

  @Test
  void tokensOfUnknownKeysAreReadSoOftenOnlyAndNeverRefusedUnread() throws Exception {
    String genuine = SERVICE.get().openSession("portcullis-app", "ada");
    String forged = genuine.replace("rt1.1.", "rt1.k9.");
    for (int i = 0; i < 3; i++) {
      assertThat(open.refresh(forged).text("error")).isEqualTo("invalid_grant");
    }
    Answer limited = open.refresh(forged);

    assertThat(limited.status()).isEqualTo(503);
    assertThat(limited.header("Retry-After")).isNotEmpty();
    assertThat(open.refresh(genuine).status()).isEqualTo(200);
  }

  @Test
  void revocationsAreLimitedByCaller() {
    for (int i = 0; i < 2; i++) {
      assertThat(SERVICE.get().revoke("session", "none-" + i).status()).isEqualTo(200);
      assertThat(revokeFrom("203.0.113.1").status()).isEqualTo(200);
    }
    assertThat(SERVICE.get().revoke("session", "none-2").text("code")).isEqualTo("rate_limited");
    assertThat(revokeFrom("203.0.113.1").status()).isEqualTo(429);
    assertThat(revokeFrom("203.0.113.2").status()).isEqualTo(200);
  }

  @Test
  void logoutsFromOneAddressAreLimitedAndFromAnotherGoOn() {
    for (int i = 0; i < 2; i++) {
      assertThat(logOutByPage("203.0.113.21").status()).isEqualTo(200);
    }
    Answer limited = logOutByPage("203.0.113.21");

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.body()).containsPattern("too many tries. You can try again in [0-9]+ s");
    assertThat(limited.header("Retry-After")).isNotEmpty();
    assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"logout_per_address\";q=2;w=60");
    assertThat(logOutByPage("203.0.113.22").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/account/sessions", "/oauth2/authorize?"})
  void loginPagesForOneAddressAreLimitedAndForAnotherGoOn(String endpoint) {
    boolean ours = endpoint.equals("/account/sessions");
    String path = ours ? endpoint : endpoint + HttpCaller.encode(request("web"));
    String address = ours ? "203.0.113.3" : "203.0.113.4";
    for (int i = 0; i < 2; i++) {
      assertThat(page(path, address).status()).isEqualTo(303);
    }
    Answer limited = page(path, address);

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.body()).containsPattern("too many tries. You can try again in [0-9]+ s");
    assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"begin_per_address\";q=2;w=60");
    assertThat(page(path, address + "0").status()).isEqualTo(303);
  }

  @Test
  void imagesOnOtherSitesTakeNoPermits() {
    for (int i = 0; i < 3; i++) {
      Answer refused =
          open.get(
              "/account/sessions",
              "X-Forwarded-For",
              "203.0.113.5",
              "Sec-Fetch-Mode",
              "no-cors",
              "Sec-Fetch-Dest",
              "image");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("has to be opened by itself");
    }
    assertThat(
            open.get(
                    "/account/sessions",
                    "X-Forwarded-For",
                    "203.0.113.5",
                    "Sec-Fetch-Mode",
                    "navigate",
                    "Sec-Fetch-Dest",
                    "document")
                .status())
        .isEqualTo(303);
  }

  @Test
  void whatWasPushedIsCountedOnce() {
    String request = push("203.0.113.6").text("request_uri");
    String page =
        "/oauth2/authorize?" + HttpCaller.encode("client_id", "app", "request_uri", request);
    assertThat(push("203.0.113.6").status()).isEqualTo(201);
    assertThat(push("203.0.113.6").status()).isEqualTo(429);

    assertThat(page(page, "203.0.113.6").status()).isEqualTo(303);
  }

  @Test
  void requestsOfPublicClientsFromOneAddressAreLimitedAndOfOthersGoOn() {
    for (int i = 0; i < 2; i++) {
      assertThat(push("203.0.113.41").status()).isEqualTo(201);
    }
    assertThat(push("203.0.113.41").status()).isEqualTo(429);
    assertThat(push("203.0.113.41").text("error")).isEqualTo("temporarily_unavailable");
    assertThat(push("203.0.113.42").status()).isEqualTo(201);
    for (int i = 0; i < 4; i++) {
      assertThat(
              open.postFormAs("web", TokenServiceFixture.DEMO_SECRET, "/oauth2/par", request("web"))
                  .status())
          .isEqualTo(201);
    }
  }

  @Test
  void whoOnlySaysToBeAClientTakesNoneOfItsPermits() {
    for (int i = 0; i < 4; i++) {
      assertThat(revokeAsDemo("a-guess-of-its-secret-" + i).status()).isEqualTo(401);
    }
    assertThat(revokeAsDemo(TokenServiceFixture.DEMO_SECRET).status()).isEqualTo(200);
  }

  private Answer logIn(String name, String address) {
    return open.postJson(
        "/v1/login",
        "{\"email\":\"%s@example.com\",\"password\":\"%s\"}"
            .formatted(name, TokenServiceFixture.PASSWORD),
        "X-Forwarded-For",
        address);
  }

  private static String[] request(String client) {
    String redirect =
        client.equals("web") ? "https://web.example/callback" : "http://127.0.0.1/done";
    return new String[] {
      "client_id", client,
      "response_type", "code",
      "redirect_uri", redirect,
      "scope", "read",
      "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      "code_challenge_method", "S256"
    };
  }

  private Answer page(String path, String address) {
    return open.get(path, "X-Forwarded-For", address);
  }

  private Answer push(String address) {
    return open.post(
        "/oauth2/par",
        HttpCaller.encode(request("app")),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "X-Forwarded-For",
        address);
  }

  private Answer logOutByPage(String address) {
    return open.get("/oauth2/logout", "X-Forwarded-For", address);
  }

  private Answer logOutAll(String access, String address) {
    return open.postJson(
        "/v1/logout",
        "{\"all\":true,\"password\":\"a guess\"}",
        "Authorization",
        "Bearer " + access,
        "X-Forwarded-For",
        address);
  }

  private Answer refreshAs(String clientId, String secret, String token) {
    return open.postFormAs(
        clientId, secret, "/oauth2/token", "grant_type", "refresh_token", "refresh_token", token);
  }

  private Answer revokeAsDemo(String secret) {
    return open.postFormAs("demo", secret, "/oauth2/revoke", "token", "unknown");
  }

  private Answer revokeFrom(String address) {
    return open.post(
        "/oauth2/revoke",
        HttpCaller.encode("client_id", "portcullis-app", "token", "unknown"),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "X-Forwarded-For",
        address);
  }
}
