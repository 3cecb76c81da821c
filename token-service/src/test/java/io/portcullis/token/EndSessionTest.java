package io.portcullis.token;

import static io.portcullis.token.Authorizing.authorized;
import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.path;
import static io.portcullis.token.HttpCaller.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logouts of browsers (OpenID Connect RP-Initiated Logout), and the page of one's own sessions. */
class EndSessionTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private HttpCaller open = new HttpCaller("");
  private Browser browser = new Browser("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
    browser = new Browser(SERVICE.get().issuer());
  }

  @Test
  void rpInitiatedLogoutSection2AHintEndsEverySessionOfTheLogin() {
    Answer first = exchange(open, code(browser, "ada"));
    Answer second = exchange(open, code(browser, "ada", "scope", "openid"));

    Browser.Page bye =
        browser.get(
            logout(
                "id_token_hint",
                first.text("id_token"),
                "post_logout_redirect_uri",
                "https://web.example/bye",
                "state",
                "a&b"));

    assertThat(bye.left().orElseThrow().toString())
        .isEqualTo("https://web.example/bye?state=a%26b");
    assertThat(lives(first)).isFalse();
    assertThat(lives(second)).isFalse();
    assertThat(browser.cookies()).doesNotContainKey("portcullis-login");
    assertThat(browser.get(path()).asks("Log in")).isTrue();
  }

  @Test
  void rpInitiatedLogoutSection2AHintFromElsewhereEndsItsOwnSessionOnly() {
    Answer tokens = exchange(open, code(browser, "ada"));
    Answer other = exchange(open, code(browser, "ada", "scope", "openid"));

    new Browser(SERVICE.get().issuer()).get(logout("id_token_hint", tokens.text("id_token")));
    assertThat(lives(tokens)).isFalse();
    assertThat(lives(other)).isTrue();
    assertThat(browser.get(path("prompt", "none")).sent("code")).isNotEmpty();
  }

  @Test
  void aHintOfSomebodyElseLeavesTheLoginOfThisBrowser() {
    Answer mine = exchange(open, code(browser, "ada"));
    Browser other = new Browser(SERVICE.get().issuer());
    Answer theirs = exchange(open, code(other, "bob", "scope", "openid"));

    browser.get(logout("id_token_hint", theirs.text("id_token")));
    assertThat(lives(mine)).isTrue();
    assertThat(other.get(path("scope", "openid", "prompt", "none")).sent("code")).isNotEmpty();
  }

  @Test
  void aHintByARevokedKeyIsNoHint() throws Exception {
    Answer tokens = exchange(open, code(browser, "ada"));
    String kid = SignedJWT.parse(tokens.text("id_token")).getHeader().getKeyID();
    assertThat(SERVICE.get().revoke("key", kid).status()).isEqualTo(200);

    assertThat(browser.get(logout("id_token_hint", tokens.text("id_token"))).asks("Log out"))
        .isTrue();
  }

  @Test
  void anotherBrowserOfTheSameUserGoesOn() {
    Answer here = exchange(open, code(browser, "ada"));
    Browser other = new Browser(SERVICE.get().issuer());
    Answer there = exchange(open, code(other, "ada"));

    browser.get(logout("id_token_hint", here.text("id_token")));
    assertThat(lives(there)).isTrue();
    assertThat(other.get(path()).sent("code")).isNotEmpty();
  }

  @Test
  void aCodeThatIsUnderWayDiesWithTheLogin() {
    String code = code(browser, "ada");
    Answer tokens = exchange(open, code(browser, "ada"));
    browser.get(logout("id_token_hint", tokens.text("id_token")));

    assertThat(exchange(open, code).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void oidcCoreSection11AnOfflineSessionOutlivesTheLogin() {
    Answer offline = exchange(open, code(browser, "bob", "scope", "openid offline_access"));
    Answer online = exchange(open, code(browser, "bob", "scope", "openid"));

    browser.get(logout("id_token_hint", online.text("id_token")));
    assertThat(lives(online)).isFalse();
    assertThat(lives(offline)).isTrue();
    assertThat(SERVICE.get().revoke("user", "bob").status()).isEqualTo(200);
    assertThat(lives(offline)).isFalse();
  }

  @Test
  void rpInitiatedLogoutSection2WithoutAHintTheUserIsAsked() {
    Answer tokens = exchange(open, code(browser, "cem"));

    Browser.Page question =
        browser.get(
            logout("client_id", "web", "post_logout_redirect_uri", "https://web.example/bye"));
    assertThat(question.asks("Log out")).isTrue();
    assertThat(question.body()).contains("cem@example.com");
    assertThat(lives(tokens)).isTrue();
    Browser.Page bye = browser.submit(question, "decision", "yes");
    assertThat(bye.left().orElseThrow().toString()).isEqualTo("https://web.example/bye");
    assertThat(lives(tokens)).isFalse();
  }

  @Test
  void aLogoutFormOfSomebodyElsesMakingDoesNothing() {
    Answer tokens = exchange(open, code(browser, "cem"));
    Browser.Page question = browser.get("/oauth2/logout");

    assertThat(browser.submit(question, "csrf", "0".repeat(64), "decision", "yes").status())
        .isEqualTo(403);
    assertThat(lives(tokens)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://web.example/bye/",
        "https://evil.example/",
        "https://web.example/callback"
      })
  void rpInitiatedLogoutSection3AnUnregisteredAddressIsNoPlaceToGo(String address) {
    Answer tokens = exchange(open, code(browser, "dot"));

    Browser.Page page =
        browser.get(
            logout("id_token_hint", tokens.text("id_token"), "post_logout_redirect_uri", address));
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.left()).isEmpty();
    assertThat(lives(tokens)).isTrue();
  }

  @Test
  void aClientCannotSpeakForAnother() {
    Answer tokens = exchange(open, code(browser, "dot"));

    Browser.Page page =
        browser.get(logout("id_token_hint", tokens.text("id_token"), "client_id", "pusher"));
    assertThat(page.status()).isEqualTo(400);
    assertThat(lives(tokens)).isTrue();
  }

  @Test
  void aForgedHintIsNoHint() {
    exchange(open, code(browser, "dot"));

    Browser.Page page = browser.get(logout("id_token_hint", "e30.e30.e30"));
    assertThat(page.asks("Log out")).isTrue();
  }

  @Test
  void rfc8725Section311NoOtherKindOfTokenPassesAsAHint() {
    Answer tokens = exchange(open, code(browser, "cem"));
    JWTClaimsSet good = claims(tokens.text("id_token"));
    Browser elsewhere = new Browser(SERVICE.get().issuer());

    for (String type :
        List.of("at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "statuslist+jwt", "")) {
      elsewhere.get(logout("id_token_hint", SERVICE.get().sign(type, good)));
      assertThat(lives(tokens)).as(type).isTrue();
    }
    elsewhere.get(logout("id_token_hint", SERVICE.get().sign("JWT", good)));
    assertThat(lives(tokens)).isFalse();
  }

  @Test
  void rpInitiatedLogoutSection2AHintMayHaveExpired() {
    Answer tokens = exchange(open, code(browser, "dot"));
    Date past = Date.from(Instant.now().minus(Duration.ofDays(1)));
    String expired =
        SERVICE
            .get()
            .sign(
                "JWT",
                new JWTClaimsSet.Builder(claims(tokens.text("id_token")))
                    .issueTime(past)
                    .expirationTime(past)
                    .build());

    browser.get(logout("id_token_hint", expired));
    assertThat(lives(tokens)).isFalse();
    assertThat(browser.get(path()).asks("Log in")).isTrue();
  }

  @Test
  void whoIsNotLoggedInIsToldSo() {
    assertThat(browser.get("/oauth2/logout").asks("Logged out")).isTrue();
  }

  @Test
  void somebodyElsesLoginEndsTheFormerOne() {
    Answer former = exchange(open, code(browser, "eve"));
    browser.logIn(browser.get(path("prompt", "login")), "fay");

    assertThat(lives(former)).isFalse();
  }

  @Test
  void aNewLoginOfTheSameUserKeepsTheSessions() {
    Answer former = exchange(open, code(browser, "eve"));
    browser.logIn(browser.get(path("prompt", "login")), "eve");
    assertThat(lives(former)).isTrue();

    browser.get(logout("id_token_hint", former.text("id_token")));
    assertThat(lives(former)).isFalse();
    assertThat(browser.get(path()).asks("Log in")).isTrue();
  }

  @Test
  void theSessionsOfALoginAreBoundedAndNoClientCostsAnotherItsSession() {
    String[] own = {"client_id", "own", "redirect_uri", "https://own.example/callback"};
    Answer other =
        Authorizing.exchangeOf(
            "own", "https://own.example/callback", open, code(browser, "gus", own));
    authorized(browser, "gus", "scope", "openid");
    List<Answer> first = new ArrayList<>();
    for (int i = 0; i < 49; i++) {
      first.add(exchange(open, browser.get(path("scope", "openid")).sent("code")));
    }
    assertThat(SERVICE.get().revoke("session", sid(first.get(1))).status()).isEqualTo(200);

    exchange(open, browser.get(path("scope", "openid")).sent("code"));
    assertThat(lives(first.get(0))).isTrue();
    exchange(open, browser.get(path("scope", "openid")).sent("code"));
    assertThat(lives(first.get(0))).isFalse();
    assertThat(lives(other)).isTrue();
    assertThat(lives(first.get(2))).isTrue();
    browser.get(logout("id_token_hint", first.get(2).text("id_token")));
    assertThat(lives(first.get(2))).isFalse();
    assertThat(lives(other)).isFalse();
  }

  @Test
  void aUserSeesTheSessionsAndEndsOne() {
    Answer tokens = exchange(open, code(browser, "hal", "scope", "openid read"));

    Browser.Page list = browser.get("/account/sessions");
    assertThat(list.asks("My sessions")).as(list.body()).isTrue();
    assertThat(list.body()).contains("<strong>web</strong>").contains("From this browser.");
    Browser.Page rest = browser.submit(list);
    assertThat(rest.body()).doesNotContain("<strong>web</strong>");
    assertThat(lives(tokens)).isFalse();
  }

  @Test
  void whoEndsASessionOfAnotherBrowserEndsTheLoginThere() {
    Browser lost = new Browser(SERVICE.get().issuer());
    Answer there = exchange(open, code(lost, "fay", "scope", "openid"));
    browser.logIn(browser.get("/account/sessions"), "fay");
    browser.submit(browser.get("/account/sessions"));

    assertThat(lives(there)).isFalse();
    assertThat(lost.get(path("scope", "openid", "prompt", "none")).sent("error"))
        .isEqualTo("login_required");
  }

  @Test
  void whoEndsAnOfflineSessionOfAnotherBrowserEndsTheLoginThere() {
    Browser lost = new Browser(SERVICE.get().issuer());
    Answer there = exchange(open, code(lost, "bob", "scope", "openid offline_access"));
    String app = open.login("bob").text("access_token");

    assertThat(open.delete("/v1/sessions/" + sid(there), "Authorization", "Bearer " + app).status())
        .isEqualTo(204);
    assertThat(lives(there)).isFalse();
    assertThat(lost.get(path("scope", "openid", "prompt", "none")).sent("error"))
        .isEqualTo("login_required");
  }

  @Test
  void whoEndsAnOfflineSessionOfThisBrowserStaysLoggedInHere() {
    Answer offline = exchange(open, code(browser, "cem", "scope", "openid offline_access"));
    browser.submit(browser.get("/account/sessions"), "sid", sid(offline));

    assertThat(lives(offline)).isFalse();
    assertThat(browser.get("/account/sessions").asks("My sessions")).isTrue();
  }

  @Test
  void whoEndsAllOtherSessionsEndsTheLoginsOfOtherBrowsers() {
    Browser lost = new Browser(SERVICE.get().issuer());
    Answer there = exchange(open, code(lost, "gus", "scope", "openid"));
    String app = open.login("gus").text("access_token");

    assertThat(open.delete("/v1/sessions", "Authorization", "Bearer " + app).status())
        .isEqualTo(204);
    assertThat(lives(there)).isFalse();
    assertThat(lost.get(path("scope", "openid", "prompt", "none")).sent("error"))
        .isEqualTo("login_required");
  }

  @Test
  void somebodyElsesAppHasNoSayInItsUsersSessions() {
    Answer tokens = exchange(open, code(browser, "ivy"));
    String bearer = "Bearer " + tokens.text("access_token");

    Answer list = open.get("/v1/sessions", "Authorization", bearer);
    assertThat(list.status()).isEqualTo(403);
    assertThat(list.text("code")).isEqualTo("client_not_allowed");
    assertThat(open.delete("/v1/sessions", "Authorization", bearer).status()).isEqualTo(403);
    assertThat(open.postJson("/v1/logout", "{\"all\":true}", "Authorization", bearer).status())
        .isEqualTo(403);
  }

  @Test
  void theSessionsAskForALoginFirst() {
    Browser.Page login = browser.get("/account/sessions");
    assertThat(login.asks("Log in")).isTrue();

    assertThat(browser.logIn(login, "ivy").asks("My sessions")).isTrue();
  }

  @Test
  void nobodyEndsSomebodyElsesSession() throws Exception {
    Answer victim = exchange(open, code(new Browser(SERVICE.get().issuer()), "hal"));
    exchange(open, code(browser, "ivy"));
    Browser.Page list = browser.get("/account/sessions");

    String sid =
        SignedJWT.parse(victim.text("access_token")).getJWTClaimsSet().getStringClaim("sid");
    browser.submit(list, "sid", sid);
    assertThat(lives(victim)).isTrue();
  }

  private boolean lives(Answer tokens) {
    return open.userInfo(tokens).status() == 200;
  }

  private static String sid(Answer tokens) {
    try {
      return claims(tokens.text("id_token")).getStringClaim("sid");
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static String logout(String... parameters) {
    return "/oauth2/logout?" + HttpCaller.encode(parameters);
  }
}
