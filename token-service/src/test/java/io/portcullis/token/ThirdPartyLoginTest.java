package io.portcullis.token;

import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.Repository;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HostileProvider.Fault;
import io.portcullis.token.HttpCaller.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users log in by other providers: one that others wrote, and one that means us no good. */
class ThirdPartyLoginTest {
  @RegisterExtension
  static final SharedFixture<ProvidersFixture> PROVIDERS =
      SharedFixture.of(ProvidersFixture::start);

  private TokenServiceFixture service;
  private HttpCaller open;
  private HostileProvider hostile;
  private Browser browser;

  @BeforeEach
  void openABrowser() {
    service = PROVIDERS.get().service();
    open = service.open();
    hostile = PROVIDERS.get().hostile();
    hostile.answer(Fault.NONE, _ -> {});
    browser = new Browser(service.issuer());
  }

  @Test
  void whoLogsInAtAnotherProviderIsTheSameUserEachTime() throws Exception {
    JWTClaimsSet first = idToken(authorized(browser, "zoe", path()));
    JWTClaimsSet again = idToken(authorized(new Browser(service.issuer()), "zoe", path()));

    assertThat(first.getSubject()).isEqualTo(again.getSubject()).isNotEqualTo("zoe");
    assertThat(first.getClaims()).doesNotContainKeys("amr", "acr");
    assertThat(Instant.ofEpochSecond(first.getLongClaim("auth_time")))
        .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
  }

  @Test
  void theAddressIsWhatTheProviderHasVerified() {
    String scope = "openid email";

    assertThat(userInfo(authorized(browser, "yan", path("scope", scope))))
        .contains("\"email\":\"yan@example.com\"");
    assertThat(userInfo(authorized(new Browser(service.issuer()), "new-xi", path("scope", scope))))
        .doesNotContain("email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulf@example.com", "ada@example.com"})
  void aProviderThatIsNotTrustedWithAddressesGivesNobodyOne(String address) {
    hostile.answer(
        Fault.NONE, claims -> claims.claim("email", address).claim("email_verified", true));
    String path = path("scope", "openid email");

    Browser.Page back =
        browser.get(hostile.callback(browser.continueWith(browser.get(path), "hostile")));
    assertThat(userInfo(agreed(browser, back))).contains("\"sub\"").doesNotContain("email");
    assertThat(userInfo(authorized(new Browser(service.issuer()), "ulf", path)))
        .contains("\"email\":\"ulf@example.com\"");
  }

  @Test
  void anAccountIsNeverTakenOverByItsAddress() {
    Browser.Page refused = loggedIn(browser, "ada", path());

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("There is already an account with your e-mail address.");
    assertThat(browser.cookies()).doesNotContainKey("portcullis-login");
    assertThat(browser.logIn(browser.get(back(refused)), "ada").asks("Do you agree?")).isTrue();
  }

  @Test
  void whoHasNoPasswordLogsInByNone() {
    authorized(browser, "wim", path());

    Answer refused =
        open.postJson("/v1/login", "{\"email\":\"wim@example.com\",\"password\":\"\"}");
    assertThat(refused.status()).isIn(400, 401);
    Browser.Page page =
        browser.submit(
            browser.get(path("prompt", "login")), "email", "wim@example.com", "password", "wim");
    assertThat(page.status()).isEqualTo(422);
  }

  @Test
  void whoCancelsThereIsBackAtTheLoginPage() {
    Browser there = new Browser(PROVIDERS.get().realIssuer());
    Browser.Page login = there.follow(browser.continueWith(browser.get(path()), "real"));
    String abort = login.body().replaceAll("(?s).*href=\"([^\"]*/abort)\".*", "$1");

    Browser.Page back = browser.follow(there.get(abort));
    assertThat(back.asks("Log in")).isTrue();
    assertThat(back.body()).contains("You have cancelled the login there.");
    assertThat(browser.logIn(back, "bob").asks("Do you agree?")).isTrue();
  }

  @Test
  void aNewLoginIsANewLoginThereToo() {
    authorized(browser, "vic", path());
    Browser.Page sent =
        browser.continueWith(browser.get(path("prompt", "login", "max_age", "100")), "real");

    assertThat(sent.sent("prompt")).isEqualTo("login");
    // Half a minute less, by which the clocks may differ.
    assertThat(sent.sent("max_age")).isEqualTo("70");
    assertThat(authorized(browser, "vic", path("prompt", "login", "max_age", "100")).sent("code"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "prompt, login, login, 300",
    "prompt, select_account, select_account, ''",
    "prompt, login select_account, login select_account, 300",
    "prompt, consent, '', ''",
    "max_age, 0, login, 300",
    "max_age, 30, login, 300",
    "max_age, 600, '', 570",
    "scope, openid, '', ''",
  })
  void oidcCoreSection3121WhatTheClientWantsIsAskedForThere(
      String name, String value, String prompt, String maxAge) {
    Browser.Page sent = browser.continueWith(browser.get(path(name, value)), "hostile");

    assertThat(Browser.parameters(sent.left().orElseThrow()).getOrDefault("prompt", ""))
        .isEqualTo(prompt);
    assertThat(Browser.parameters(sent.left().orElseThrow()).getOrDefault("max_age", ""))
        .isEqualTo(maxAge);
    assertThat(sent.sent("claims"))
        .isEqualTo("{\"id_token\":{\"auth_time\":{\"essential\":true}}}");
  }

  @ParameterizedTest
  @CsvSource({
    "prompt, login, -3600, 400",
    "prompt, select_account, -3600, 200",
    "prompt, select_account, , 200",
    "max_age, 0, 0, 200",
    "max_age, 0, -60, 400",
    "max_age, 0, , 400",
    "prompt, login, , 400",
    "max_age, 60, -3600, 400",
    "max_age, 60, , 400",
    "max_age, 7200, -3600, 200",
    "prompt, login, 0, 200",
    "scope, openid, -3600, 200",
  })
  void oidcCoreSection3121ALoginThereMustBeAsYoungAsTheClientWants(
      String name, String value, Integer age, int status) {
    hostile.answer(
        Fault.NONE,
        claims ->
            claims.claim(
                "auth_time", age == null ? null : Instant.now().plusSeconds(age).getEpochSecond()));

    Browser.Page back =
        browser.get(
            hostile.callback(browser.continueWith(browser.get(path(name, value)), "hostile")));
    assertThat(back.status()).isEqualTo(status);
    assertThat(back.asks("Do you agree?")).isEqualTo(status == 200);
  }

  @Test
  void oidcCoreSection2AnOldLoginThereIsAnOldLoginHere() throws Exception {
    long then = Instant.now().getEpochSecond() - 3600;
    hostile.answer(Fault.NONE, claims -> claims.claim("auth_time", then));

    Browser.Page back =
        browser.get(hostile.callback(browser.continueWith(browser.get(path()), "hostile")));
    assertThat(idToken(agreed(browser, back)).getLongClaim("auth_time")).isEqualTo(then);
    assertThat(browser.get(path("max_age", "60")).asks("Log in")).isTrue();
  }

  @Test
  void oidcCoreSection2ATimeThatTheProviderDoesNotTellIsInNoToken() throws Exception {
    Browser.Page back =
        browser.get(hostile.callback(browser.continueWith(browser.get(path()), "hostile")));
    Answer tokens = exchange(open, agreed(browser, back).sent("code"));

    for (String token : List.of("id_token", "access_token")) {
      assertThat(SignedJWT.parse(tokens.text(token)).getJWTClaimsSet().getClaims())
          .as(token)
          .containsKey("sub")
          .doesNotContainKey("auth_time");
    }
    assertThat(browser.get(path("prompt", "none")).sent("code")).isNotEmpty();
    assertThat(browser.get(path("prompt", "none", "max_age", "7200")).sent("error"))
        .isEqualTo("login_required");
    assertThat(browser.get(path("max_age", "7200")).asks("Log in")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WRONG_NONCE",
        "NO_NONCE",
        "WRONG_AUDIENCE",
        "TWO_AUDIENCES",
        "OTHER_PARTY",
        "OTHER_ISSUER",
        "EXPIRED",
        "UNSIGNED",
        "SIGNED_BY_OUR_SECRET",
        "SIGNED_BY_ANOTHER_KEY",
        "SUBJECT_TOO_LONG",
        "NO_ID_TOKEN",
        "CODE_REFUSED"
      })
  void oidcCoreSection3137NobodyIsLoggedInByABadIdToken(Fault fault) {
    hostile.answer(fault, _ -> {});

    refuses(hostile.callback(browser.continueWith(browser.get(path()), "hostile")), 400);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILING", "SILENT", "DRIPPING", "HUGE"})
  void aProviderThatDoesNotAnswerWellKeepsNobodyForLong(Fault fault) {
    hostile.answer(fault, _ -> {});

    refuses(hostile.callback(browser.continueWith(browser.get(path()), "hostile")), 503);
  }

  @Test
  void aProviderThatHasClosedTheConnectionIsAskedAgain() {
    hostile.answer(Fault.HANGING_UP_ONCE, _ -> {});

    Browser.Page back =
        browser.get(hostile.callback(browser.continueWith(browser.get(path()), "hostile")));
    assertThat(agreed(browser, back).sent("code")).isNotEmpty();
  }

  @Test
  void noRedirectIsFollowedWithACode() {
    hostile.answer(Fault.REDIRECTING, _ -> {});

    refuses(hostile.callback(browser.continueWith(browser.get(path()), "hostile")), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "iss, https://other.example",
    "iss, ''",
    "state, another-state",
    "state, ''",
    "code, ''",
    "error, server_error_of_its_own",
  })
  void rfc9207Section24NobodyIsLoggedInByAnotherAnswer(String name, String value) {
    String[] changes =
        name.equals("error") ? new String[] {name, value, "code", ""} : new String[] {name, value};
    Browser.Page sent = browser.continueWith(browser.get(path()), "hostile");

    refuses(hostile.callback(sent, changes), 400);
  }

  @Test
  void rfc9700Section442NoCodeIsSentToAProviderThatItIsNotFrom() {
    Browser.Page sent = browser.continueWith(browser.get(path()), "hostile");
    String mixedUp =
        hostile
            .callback(sent, "iss", PROVIDERS.get().realIssuer())
            .replace("/callback/hostile", "/callback/real");

    refuses(mixedUp.replace("/callback/real", "/callback/nobody"), 400);
    // Known to be none before that provider was asked.
    assertThat(browser.get(mixedUp).body()).contains("This page has been used already");
  }

  @Test
  void anAnswerWorksOnceAndInOneBrowser() {
    Browser.Page sent = browser.continueWith(browser.get(path()), "hostile");
    String callback = hostile.callback(sent);
    Browser thief = new Browser(service.issuer());
    thief.get(path());

    assertThat(thief.get(callback).status()).isEqualTo(400);
    assertThat(new Browser(service.issuer()).get(callback).status()).isEqualTo(400);
    assertThat(browser.get(callback).asks("Do you agree?")).isTrue();
    assertThat(browser.get(callback).status()).isEqualTo(400);
  }

  @Test
  void rfc9700Section47TheChoiceOfAProviderNeedsItsForm() {
    Browser.Page login = browser.get(path());
    String action = login.body().replaceAll("(?s).*action=\"([^\"]*/provider)\".*", "$1");

    assertThat(browser.post(action, Map.of("provider", "hostile", "csrf", "0")).status())
        .isEqualTo(403);
    assertThat(browser.continueWith(login, "nobody").asks("Log in")).isTrue();
    assertThat(browser.get(action).asks("Log in")).isTrue();
  }

  @Test
  void aProviderThatIsAwayIsSaidToBeAndAPasswordStillWorks() {
    Browser.Page away = browser.continueWith(browser.get(path()), "gone");

    assertThat(away.status()).isEqualTo(503);
    assertThat(away.header("Retry-After")).isEqualTo("5");
    assertThat(away.body()).contains("does not answer");
    assertThat(browser.logIn(browser.get(back(away)), "cem").asks("Do you agree?")).isTrue();
  }

  @Test
  void aFormLeadsToNoProviderButToAPageWithTheWay() {
    Browser.Page login = browser.get(path());
    assertThat(login.header("Content-Security-Policy"))
        .contains("form-action 'self' https://web.example;");

    Browser.Page sent = browser.continueWith(login, "hostile");
    assertThat(sent.status()).isEqualTo(200);
    assertThat(sent.header("Content-Security-Policy")).contains("form-action 'self';");
    assertThat(sent.left().orElseThrow().toString()).startsWith(hostile.issuer() + "/authorize?");
    assertThat(sent.body()).contains(">Continue with The hostile one</a>");
  }

  @Test
  void onesOwnSessionsAreThereAfterALoginElsewhere() {
    Browser.Page page =
        browser.get(
            hostile.callback(browser.continueWith(browser.get("/account/sessions"), "hostile")));

    assertThat(page.asks("My sessions")).isTrue();
  }

  @Test
  void anotherLoginOfTheBrowserEnds() {
    browser.submit(browser.logIn(browser.get(path()), "dot"), "decision", "allow");
    Browser.Page login = browser.get(path("prompt", "login"));
    hostile.answer(Fault.NONE, claims -> claims.claim("auth_time", Instant.now().getEpochSecond()));

    Browser.Page back = browser.get(hostile.callback(browser.continueWith(login, "hostile")));
    assertThat(back.asks("Do you agree?")).isTrue();
    assertThat(back.body()).doesNotContain("dot@example.com");
  }

  @Test
  void peopleGetThereAndBackInChromium(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder program =
        new ProcessBuilder(Repository.program("interop-pages").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    program
        .environment()
        .putAll(
            Map.of(
                "ISSUER",
                service.issuer(),
                "PUBLIC_CLIENT_ID",
                "app",
                "USER_EMAIL",
                "eve@example.com",
                "USER_PASSWORD",
                TokenServiceFixture.PASSWORD,
                "PROVIDER",
                "The real one",
                "PROVIDER_THAT_REDIRECTS",
                "The hostile one"));
    Process process = program.start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readAllLines(output))
          .containsExactly(
              "ok another provider",
              "ok a provider that redirects",
              "ok policy reports nothing",
              "ok no frame");
    } finally {
      process.destroyForcibly();
    }
  }

  private void refuses(String callback, int status) {
    Browser.Page page = browser.get(callback);

    assertThat(page.status()).isEqualTo(status);
    assertThat(page.asks("This does not work")).isTrue();
    assertThat(browser.cookies()).doesNotContainKey("portcullis-login");
  }

  /** The whole way by the pages of both: our login page, theirs, their consent, and back. */
  private static Browser.Page loggedIn(Browser here, String name, String path) {
    Browser there = new Browser(PROVIDERS.get().realIssuer());
    Browser.Page page = there.follow(here.continueWith(here.get(path), "real"));
    while (page.left().isEmpty() && page.status() == 200) {
      page =
          page.body().contains("type=\"password\"")
              ? there.submit(page, "login", name, "password", "any")
              : there.submit(page);
    }
    return here.follow(page);
  }

  /** Logs in at the real provider and lets the client in. */
  private static Browser.Page authorized(Browser here, String name, String path) {
    return agreed(here, loggedIn(here, name, path));
  }

  private static Browser.Page agreed(Browser here, Browser.Page page) {
    return page.asks("Do you agree?") ? here.submit(page, "decision", "allow") : page;
  }

  private JWTClaimsSet idToken(Browser.Page left) throws Exception {
    return SignedJWT.parse(exchange(open, left.sent("code")).text("id_token")).getJWTClaimsSet();
  }

  private String userInfo(Browser.Page left) {
    String token = exchange(open, left.sent("code")).text("access_token");
    return open.get("/oauth2/userinfo", "Authorization", "Bearer " + token).body();
  }

  private static String back(Browser.Page page) {
    return page.body().replaceAll("(?s).*<a href=\"([^\"]*)\".*", "$1");
  }
}
