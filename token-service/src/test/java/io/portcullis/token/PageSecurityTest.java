package io.portcullis.token;

import static io.portcullis.token.Authorizing.VERIFIER;
import static io.portcullis.token.Authorizing.challenge;
import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.parameters;
import static io.portcullis.token.Authorizing.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages and authorization responses keep from others: RFC 9700, RFC 7636, RFC 8252. */
class PageSecurityTest {
  private static final String EVIL = "https://evil.example/";

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
  void rfc9700Section412EveryFormIsAnsweredBy303() {
    Browser.Page login = browser.get(path());
    Browser.Page consent = browser.logIn(login, "ada");
    assertThat(browser.redirects()).hasSize(2);
    assertThat(consent.asks("Do you agree?")).as(consent.body()).isTrue();
    exchange(open, browser.submit(consent, "decision", "allow").sent("code"));
    assertThat(browser.redirects()).hasSize(3);
    browser.submit(browser.get("/account/sessions"));
    assertThat(browser.redirects()).hasSize(4);
    Browser.Page question =
        browser.get(
            logout("client_id", "web", "post_logout_redirect_uri", "https://web.example/bye"));
    assertThat(browser.submit(question, "decision", "yes").left()).isPresent();

    assertThat(browser.redirects()).hasSize(5).containsOnly(303);
  }

  @Test
  void rfc9700Section416NoPageCanBeFramedAndSection42NoneTellsWhereItWas() {
    Browser.Page login = browser.get(path());
    Browser.Page consent = browser.logIn(login, "bob");
    Browser.Page sessions = browser.get("/account/sessions");
    Browser.Page question = browser.get("/oauth2/logout");
    Browser.Page error = browser.get(path("client_id", "nobody"));
    assertThat(login.asks("Log in")).isTrue();
    assertThat(consent.asks("Do you agree?")).isTrue();
    assertThat(sessions.asks("My sessions")).isTrue();
    assertThat(question.asks("Log out")).isTrue();
    assertThat(error.status()).isEqualTo(400);

    for (Browser.Page page : List.of(login, consent, sessions, question, error)) {
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'")
          .contains("base-uri 'none'");
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void rfc9700Section411NobodyIsSentWhereNoClientIsRegistered() {
    browser.logIn(browser.get("/account/sessions"), "cem");
    Browser anybody = new Browser(SERVICE.get().issuer());

    for (String address :
        List.of(
            path("redirect_uri", EVIL),
            path("redirect_uri", EVIL, "prompt", "none"),
            path("redirect_uri", "//evil.example/callback"),
            path("client_id", "nobody", "redirect_uri", EVIL),
            logout("post_logout_redirect_uri", EVIL),
            logout("post_logout_redirect_uri", "https://web.example/bye"),
            logout("client_id", "web", "post_logout_redirect_uri", EVIL),
            logout("client_id", "nobody", "post_logout_redirect_uri", EVIL),
            logout("continue", EVIL),
            "/account/sessions?" + HttpCaller.encode("continue", EVIL),
            "/oauth2/interaction/x?" + HttpCaller.encode("continue", EVIL))) {
      assertThat(browser.get(address).left()).as(address).isEmpty();
      assertThat(anybody.get(address).left()).as(address).isEmpty();
    }
    Browser.Page question = browser.get("/oauth2/logout");
    Browser.Page out =
        browser.submit(
            question,
            "decision",
            "yes",
            "continue",
            HttpCaller.encode("client_id", "web", "post_logout_redirect_uri", EVIL));
    assertThat(out.left()).isEmpty();
  }

  @Test
  void rfc9700Section43NoTokenIsInAnAddress() {
    Browser.Page page = browser.logIn(browser.get(path("scope", "openid")), "dot");
    URI sent = browser.submit(page, "decision", "allow").left().orElseThrow();

    assertThat(Browser.parameters(sent)).containsOnlyKeys("code", "state", "iss");
    assertThat(sent.getRawFragment()).isNull();
  }

  @Test
  void anErrorClearsNoCookieOfALoginThatLives() {
    browser.logIn(browser.get("/account/sessions"), "eve");
    Map<String, String> before = Map.copyOf(browser.cookies());
    Browser.Page login = browser.get(path("prompt", "login"));
    Browser.Page question = browser.get("/oauth2/logout");

    Stream.of(
            browser.submit(login, "email", "eve@example.com", "password", "wrong"),
            browser.submit(login, "csrf", "0".repeat(64), "email", "eve@example.com"),
            browser.submit(question, "csrf", "0".repeat(64), "decision", "yes"),
            browser.get(path("scope", "openid write", "prompt", "none")),
            browser.get(path("client_id", "nobody")),
            browser.get(path("redirect_uri", EVIL)),
            browser.get("/oauth2/interaction/unknown"),
            browser.get(logout("post_logout_redirect_uri", EVIL)))
        .forEach(page ->
            assertThat(page.response().headers().allValues("set-cookie"))
                .as("%d %s", page.status(), page.body())
                .isEmpty());
    assertThat(browser.cookies()).isEqualTo(before);
    assertThat(browser.get("/account/sessions").asks("My sessions")).isTrue();
  }

  @Test
  void rfc7636Section43NoMethodButS256IsTaken() {
    for (String method : List.of("plain", "s256", "S512", "")) {
      String challenge = method.equals("plain") ? VERIFIER : challenge(VERIFIER);
      Browser.Page page =
          browser.get(path("code_challenge_method", method, "code_challenge", challenge));

      assertThat(page.sent("error")).as(method).isEqualTo("invalid_request");
      assertThat(page.sent("code")).as(method).isEmpty();
    }
    assertThat(exchange(open, code(browser, "fay")).status()).isEqualTo(200);
    assertThat(
            open.get("/.well-known/openid-configuration")
                .json()
                .path("code_challenge_methods_supported")
                .toString())
        .isEqualTo("[\"S256\"]");
  }

  @Test
  void rfc7636Section41AVerifierHasUnreservedCharactersOnly() {
    for (String other : List.of("+", "/", "=", " ", "%", "*", "\n")) {
      String verifier = "v".repeat(44) + other;
      String code = code(browser, "fay", "code_challenge", challenge(verifier));

      Answer refused = exchange(open, code, "code_verifier", verifier);
      assertThat(refused.status()).as(other).isEqualTo(400);
      assertThat(refused.json().has("access_token")).as(other).isFalse();
    }
    String verifier = "-._~0aZ".repeat(7);
    String code = code(browser, "fay", "code_challenge", challenge(verifier));
    assertThat(exchange(open, code, "code_verifier", verifier).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "web, https://web.example/callback",
    "own, https://own.example/callback",
    "app, com.example.app:/done",
  })
  void rfc9700Section48WithoutAChallengeNoClientGetsACode(String client, String redirect) {
    browser.logIn(browser.get("/account/sessions"), "gus");
    String[] request = {"client_id", client, "redirect_uri", redirect, "scope", "openid"};

    for (String method : List.of("S256", "plain", "")) {
      Browser.Page page =
          browser.get(
              path(
                  HttpCaller.joined(
                      new String[] {"code_challenge", "", "code_challenge_method", method},
                      request)));
      assertThat(page.sent("error")).as(method).isEqualTo("invalid_request");
      assertThat(page.sent("code")).isEmpty();
    }
  }

  @Test
  void rfc9700Section48NorIsARequestPushedWithoutOne() {
    String[] request = {
      "client_id", "pusher", "redirect_uri", "https://pusher.example/callback", "scope", "openid"
    };
    String[] without = {"code_challenge", "", "code_challenge_method", ""};

    Answer refused = push(HttpCaller.joined(without, request));
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
    assertThat(push(request).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "app, http://127.0.0.1:5000/done/",
    "app, http://127.0.0.1:5000/other",
    "app, http://127.0.0.1:5000/done?x=1",
    "app, http://127.0.0.1:5000/DONE",
    "app, http://localhost:5000/done",
    "app, http://[::1]:5000/done",
    "app, http://127.0.0.2:5000/done",
    "app, https://127.0.0.1:5000/done",
    "app, http://user@127.0.0.1:5000/done",
    "app, com.example.app:/other",
    "desk, http://127.0.0.1:5000/done",
    "desk, http://127.0.0.1/done",
  })
  void rfc8252Section73NothingButAnAppsPortIsFree(String client, String redirect) {
    Browser.Page page =
        browser.get(path("client_id", client, "redirect_uri", redirect, "scope", ""));

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.left()).isEmpty();
    String own = client.equals("app") ? "http://127.0.0.1:5000/done" : "http://127.0.0.1:4000/done";
    assertThat(
            browser.get(path("client_id", client, "redirect_uri", own, "scope", "")).asks("Log in"))
        .isTrue();
  }

  private Answer push(String... changes) {
    return open.postFormAs(
        "pusher", TokenServiceFixture.DEMO_SECRET, "/oauth2/par", parameters(changes));
  }

  private static String logout(String... parameters) {
    return "/oauth2/logout?" + HttpCaller.encode(parameters);
  }
}
