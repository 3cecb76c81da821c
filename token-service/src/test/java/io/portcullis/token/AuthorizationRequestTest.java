package io.portcullis.token;

import static io.portcullis.token.Authorizing.authorized;
import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.parameters;
import static io.portcullis.token.Authorizing.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked of the authorization endpoint, and how it asks the user. */
class AuthorizationRequestTest {
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

  @ParameterizedTest
  @CsvSource({
    "client_id, nobody",
    "client_id, ''",
    "redirect_uri, https://web.example/callback/",
    "redirect_uri, https://web.example/callback?x=1",
    "redirect_uri, https://web.example.evil.example/callback",
    "redirect_uri, http://127.0.0.1/done",
    "redirect_uri, javascript:alert(1)",
    "redirect_uri, ''",
  })
  void rfc6749Section4121ABadClientOrRedirectUriIsShownAndNeverRedirected(
      String name, String value) {
    Browser.Page page = browser.get(path(name, value));

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.left()).isEmpty();
    assertThat(page.asks("This does not work")).isTrue();
    assertThat(page.body()).doesNotContain(value.isEmpty() ? "nobody" : value);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, id_token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_type, '', invalid_request",
    "response_mode, fragment, invalid_request",
    "scope, openid admin, invalid_scope",
    "code_challenge, '', invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge_method, '', invalid_request",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "request_uri, https://web.example/request, request_uri_not_supported",
    "resource, https://other.example/, invalid_target",
    "resource, not-absolute, invalid_target",
    "max_age, soon, invalid_request",
    "id_token_hint, e30.e30.e30, invalid_request",
    "prompt, none, login_required",
  })
  void rfc6749Section4121OtherErrorsGoBackToTheClient(String name, String value, String error) {
    Browser.Page page = browser.get(path(name, value));

    assertThat(page.sent("error")).isEqualTo(error);
    assertThat(page.sent("state")).isEqualTo("s t&te");
    assertThat(page.left().orElseThrow().toString()).startsWith(Authorizing.REDIRECT_URI + "?");
  }

  @Test
  void rfc9207Section2EveryAnswerNamesTheIssuer() {
    assertThat(browser.get(path("scope", "openid admin")).sent("iss"))
        .isEqualTo(SERVICE.get().issuer());
    assertThat(authorized(browser, "fay").sent("iss")).isEqualTo(SERVICE.get().issuer());
  }

  @Test
  void rfc6749Section31AParameterSentTwiceIsRefused() {
    Browser.Page page = browser.get(path() + "&nonce=again");

    assertThat(page.sent("error")).isEqualTo("invalid_request");
    assertThat(browser.get(path() + "&redirect_uri=https://web.example/callback").left()).isEmpty();
  }

  @Test
  void rfc6749Section31TakesAPostedRequestToo() {
    String[] sent = parameters();
    Map<String, String> form = new LinkedHashMap<>();
    for (int i = 0; i < sent.length; i += 2) {
      form.put(sent[i], sent[i + 1]);
    }

    assertThat(browser.post("/oauth2/authorize", form).asks("Log in")).isTrue();
  }

  @Test
  void aRequestOfMoreThanEightKilobytesIsRefused() {
    Browser.Page page = browser.get(path("state", "s".repeat(6000)));
    assertThat(page.asks("Log in")).isTrue();

    Map<String, String> large = new HashMap<>();
    String[] sent = parameters("state", "s".repeat(9000));
    for (int i = 0; i < sent.length; i += 2) {
      large.put(sent[i], sent[i + 1]);
    }
    assertThat(browser.post("/oauth2/authorize", large).status()).isEqualTo(400);
  }

  @Test
  void aClientIsCalledByItsNameOrElseByItsId() {
    Browser.Page login = browser.get(path("prompt", "consent"));
    assertThat(login.body()).contains("<p>Web &amp; Sons asks who you are.</p>");
    assertThat(browser.logIn(login, "fay").body()).contains("<p>Web &amp; Sons wants to:</p>");

    String[] app = {"client_id", "app", "redirect_uri", "http://127.0.0.1:5000/done"};
    assertThat(new Browser(SERVICE.get().issuer()).get(path(app)).body())
        .contains("<p>app asks who you are.</p>");
  }

  @Test
  void withoutOtherProvidersThereIsNoTraceOfThem() {
    Browser.Page login = browser.get(path());
    assertThat(login.body()).doesNotContain("Continue with").doesNotContain("/provider");
    String action = login.body().replaceAll("(?s).*action=\"([^\"]*)/login\".*", "$1/provider");

    assertThat(browser.post(action, Map.of("provider", "any")).status()).isEqualTo(404);
    assertThat(browser.get("/oauth2/callback/any?code=c&state=s").status()).isEqualTo(404);
  }

  @Test
  void whoIsLoggedInAndHasAgreedIsNotAskedAgain() {
    authorized(browser, "fay");

    assertThat(browser.get(path()).sent("code")).isNotEmpty();
    assertThat(browser.get(path("prompt", "none")).sent("code")).isNotEmpty();
  }

  @Test
  void oidcCoreSection3121MoreScopesNeedMoreConsent() {
    authorized(browser, "fay");

    assertThat(browser.get(path("scope", "openid read write", "prompt", "none")).sent("error"))
        .isEqualTo("consent_required");
    assertThat(browser.get(path("scope", "openid read write")).asks("Do you agree?")).isTrue();
  }

  @Test
  void rfc6749Section4121AUserWhoDoesNotAgreeIsAccessDenied() {
    Browser.Page consent = browser.logIn(browser.get(path("scope", "openid write")), "gus");

    Browser.Page back = browser.submit(consent, "decision", "deny");
    assertThat(back.sent("error")).isEqualTo("access_denied");
    assertThat(back.sent("iss")).isEqualTo(SERVICE.get().issuer());
  }

  @Test
  void rfc6749Section4121AUserWhoCancelsTheLoginIsAccessDenied() {
    Browser.Page back = browser.submit(browser.get(path()), "cancel", "1");

    assertThat(back.sent("error")).isEqualTo("access_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"login", "select_account"})
  void oidcCoreSection3121PromptForcesANewLogin(String prompt) {
    authorized(browser, "fay");

    Browser.Page login = browser.get(path("prompt", prompt));
    assertThat(login.asks("Log in")).isTrue();
    assertThat(browser.logIn(login, "fay").sent("code")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none login",
        "consent none",
        "none select_account",
        "whatever",
        "login whatever",
        "create",
        "LOGIN"
      })
  void oidcCoreSection3121NoneStandsAloneAndAnUnknownPromptIsRefused(String prompt) {
    assertThat(browser.get(path("prompt", prompt)).sent("error")).isEqualTo("invalid_request");
  }

  @Test
  void oidcCoreSection3121PromptConsentAsksAgain() {
    authorized(browser, "fay");

    Browser.Page consent = browser.get(path("prompt", "consent"));
    assertThat(consent.asks("Do you agree?")).isTrue();
    assertThat(browser.submit(consent, "decision", "allow").sent("code")).isNotEmpty();
  }

  @Test
  void oidcCoreSection3121MaxAgeForcesANewLogin() throws Exception {
    authorized(browser, "fay");
    assertThat(browser.get(path("max_age", "600")).sent("code")).isNotEmpty();
    assertThat(browser.get(path("max_age", "0", "prompt", "none")).sent("error"))
        .isEqualTo("login_required");

    Browser.Page login = browser.get(path("max_age", "0"));
    assertThat(login.asks("Log in")).isTrue();
    assertThat(browser.logIn(login, "fay").sent("code")).isNotEmpty();
  }

  @Test
  void oidcCoreSection3121AHintAtSomebodyElseNeedsALogin() {
    String idToken = exchange(open, code(browser, "fay")).text("id_token");
    Browser other = new Browser(SERVICE.get().issuer());
    authorized(other, "gus");

    assertThat(browser.get(path("prompt", "none", "id_token_hint", idToken)).sent("code"))
        .isNotEmpty();
    assertThat(other.get(path("prompt", "none", "id_token_hint", idToken)).sent("error"))
        .isEqualTo("login_required");
  }

  @Test
  void oidcCoreSection11OfflineAccessNeedsConsentEvenOfOurOwnApps() {
    String[] own = {"client_id", "own", "redirect_uri", "https://own.example/callback"};
    assertThat(browser.logIn(browser.get(path(own)), "hal").sent("code")).isNotEmpty();

    String[] offline =
        Stream.concat(Arrays.stream(own), Stream.of("scope", "openid offline_access"))
            .toArray(String[]::new);
    assertThat(browser.get(path(offline)).asks("Do you agree?")).isTrue();
  }

  @Test
  void rfc8252Section86AnAppThatAnybodyCanPretendToBeIsNeverGrantedSilently() {
    String[] app = {"client_id", "app", "redirect_uri", "http://127.0.0.1:5000/done"};
    authorized(browser, "hal", app);

    assertThat(browser.get(path(app)).asks("Do you agree?")).isTrue();
    String[] silent =
        Stream.concat(Arrays.stream(app), Stream.of("prompt", "none")).toArray(String[]::new);
    assertThat(browser.get(path(silent)).sent("error")).isEqualTo("consent_required");
  }

  @Test
  void aConsentIsGivenByWhoWasAskedToWhatWasShown() {
    Browser.Page shown = browser.logIn(browser.get(path("scope", "openid email")), "gus");
    assertThat(shown.asks("Do you agree?")).isTrue();
    browser.logIn(browser.get(path("prompt", "login")), "hal");

    assertThat(browser.submit(shown, "decision", "allow").status()).isEqualTo(403);
  }

  @Test
  void rfc8707ConsentForOneResourceIsNoneForAnother() {
    authorized(browser, "fay");

    Browser.Page consent = browser.get(path("resource", "https://pay.example/api"));
    assertThat(consent.asks("Do you agree?")).isTrue();
    assertThat(consent.body()).contains("https://pay.example/api");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "%09", "a b", "ü"})
  void rfc6749Section412WhateverStateIsSentComesBack(String state) {
    String sent = URLDecoder.decode(state, UTF_8);

    assertThat(browser.get(path("state", sent, "scope", "admin")).sent("state")).isEqualTo(sent);
  }

  @Test
  void aBlankPromptIsNone() {
    assertThat(browser.get(path("prompt", " ")).asks("Log in")).isTrue();
  }

  @Test
  void aNonceMayHave512Characters() {
    assertThat(browser.get(path("nonce", "n".repeat(512))).asks("Log in")).isTrue();
    assertThat(browser.get(path("nonce", "n".repeat(513))).sent("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void whatIsTooLongOrEmptyIsAPageThatSaysSo() {
    browser.get(path());
    assertThat(browser.get("/oauth2/interaction/" + "i".repeat(3000)).status()).isEqualTo(400);
    assertThat(browser.get(pushedPath("web", "urn:ietf:params:oauth:request_uri:")).status())
        .isEqualTo(400);
    assertThat(
            browser
                .get(pushedPath("web", "urn:ietf:params:oauth:request_uri:" + "r".repeat(3000)))
                .status())
        .isEqualTo(400);
  }

  @Test
  void whoComesBackToAnOldFormFindsThePage() {
    Browser.Page login = browser.get(path());
    String action = login.body().replaceAll("(?s).*action=\"([^\"]*)\".*", "$1");

    assertThat(browser.get(action).asks("Log in")).isTrue();
  }

  @Test
  void aWrongPasswordIsSaidOnThePageAndTheAddressIsKept() {
    Browser.Page page =
        browser.submit(browser.get(path()), "email", "hal@example.com", "password", "wrong");

    assertThat(page.status()).isEqualTo(422);
    assertThat(page.body()).contains("wrong.").contains("value=\"hal@example.com\"");
    assertThat(page.body()).doesNotContain("value=\"wrong\"");
    assertThat(browser.logIn(page, "hal").asks("Do you agree?")).isTrue();
  }

  @Test
  void rfc9700Section47AFormWithoutItsTokenIsRefused() {
    Browser.Page login = browser.get(path());

    Browser.Page refused =
        browser.submit(login, "csrf", "0".repeat(64), "email", "hal@example.com");
    assertThat(refused.status()).isEqualTo(403);
  }

  @Test
  void anInteractionBelongsToTheBrowserThatBeganIt() {
    Browser.Page login = browser.get(path());
    Browser thief = new Browser(SERVICE.get().issuer());
    thief.get(path());

    assertThat(thief.logIn(login, "hal").status()).isEqualTo(400);
    assertThat(new Browser(SERVICE.get().issuer()).logIn(login, "hal").status()).isEqualTo(400);
  }

  @Test
  void firstPagesOpenedAtOnceAllGoOn() {
    Browser.Page one = browser.get(path());
    Browser sameOne = new Browser(SERVICE.get().issuer());
    Browser.Page other = sameOne.get(path());
    browser.cookies().putAll(sameOne.cookies());

    assertThat(browser.logIn(one, "ivy").asks("Do you agree?")).isTrue();
    assertThat(browser.logIn(other, "ivy").asks("Do you agree?")).isTrue();
    int known = browser.cookies().size();
    assertThat(browser.get(path("prompt", "login")).asks("Log in")).isTrue();
    assertThat(browser.cookies()).hasSize(known);
  }

  // An app that sends its users by a form of its own: no cookie comes along, each page sets one.
  @Test
  void theNewestOfManyFirstPagesGoesOn() {
    Browser.Page newest = null;
    for (int i = 0; i < 20; i++) {
      Browser unknown = new Browser(SERVICE.get().issuer());
      newest = unknown.get(path());
      browser.cookies().putAll(unknown.cookies());
    }

    assertThat(browser.logIn(Objects.requireNonNull(newest), "ivy").asks("Do you agree?")).isTrue();
  }

  @Test
  void aLoginGivesTheBrowserANewSecret() {
    Browser.Page login = browser.get(path());
    assertThat(browser.cookies()).doesNotContainKey("portcullis-login");
    browser.logIn(login, "hal");
    String first = browser.cookies().get("portcullis-login");
    browser.logIn(browser.get(path("prompt", "login")), "hal");

    assertThat(browser.cookies().get("portcullis-login")).isNotEqualTo(first);
    Browser stale = new Browser(SERVICE.get().issuer());
    stale.cookies().put("portcullis-login", first);
    assertThat(stale.get(path()).asks("Log in")).isTrue();
  }

  @Test
  void rfc9700Section416PagesKeepOthersOut() {
    Browser.Page login = browser.get(path());

    assertThat(login.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .contains("form-action 'self' https://web.example;")
        .doesNotContain("unsafe");
    assertThat(login.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(login.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(login.header("Cache-Control")).isEqualTo("no-store");
    assertThat(login.body()).doesNotContain("<script");
  }

  @Test
  void pagesSpeakTheLanguageThatIsAskedFor() {
    assertThat(browser.get(path("ui_locales", "de")).asks("Anmelden")).isTrue();
    assertThat(browser.get(path("ui_locales", "xx fr-CA")).asks("Se connecter")).isTrue();
    assertThat(browser.get(path("ui_locales", "xx")).asks("Log in")).isTrue();
  }

  @Test
  void whatAClientSaysIsNoMarkup() {
    Browser.Page page = browser.get(path("login_hint", "\"><script>alert(1)</script>"));

    assertThat(page.body()).doesNotContain("<script").contains("&lt;script");
  }

  @Test
  void rfc9126Section22APushedRequestWorksOnceAndForItsClientOnly() {
    Answer pushed = push("pusher", "redirect_uri", "https://pusher.example/callback");
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
    assertThat(pushed.json().path("expires_in").asInt()).isBetween(5, 600);
    String uri = pushed.text("request_uri");
    assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:");

    assertThat(browser.get(pushedPath("web", uri)).status()).isEqualTo(400);
    Browser.Page login = browser.get(pushedPath("pusher", uri));
    assertThat(browser.logIn(login, "hal").sent("code")).isNotEmpty();
    assertThat(browser.get(pushedPath("pusher", uri)).status()).isEqualTo(400);
  }

  @Test
  void rfc9126Section21APushIsAuthenticatedAndNamesNoOtherRequest() {
    String[] form = parameters();
    assertThat(open.postForm("/oauth2/par", form).status()).isEqualTo(401);
    assertThat(push("web", "request_uri", "urn:ietf:params:oauth:request_uri:x").text("error"))
        .isEqualTo("invalid_request");
    assertThat(push("web", "scope", "admin").text("error")).isEqualTo("invalid_scope");
    assertThat(push("web", "redirect_uri", "https://evil.example/").text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void rfc9126Section6AClientThatMustPushIsRefusedOtherwise() {
    Browser.Page page =
        browser.get(path("client_id", "pusher", "redirect_uri", "https://pusher.example/callback"));

    assertThat(page.sent("error")).isEqualTo("invalid_request");
  }

  @Test
  void rfc8414Section3AndDiscoverySayWhatWorks() {
    Answer discovery = open.get("/.well-known/openid-configuration");
    Answer metadata = open.get("/.well-known/oauth-authorization-server");

    assertThat(discovery.text("issuer")).isEqualTo(SERVICE.get().issuer());
    assertThat(discovery.body()).isEqualTo(metadata.body());
    assertThat(discovery.json().path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
    assertThat(discovery.json().path("response_types_supported").toString())
        .isEqualTo("[\"code\"]");
    assertThat(discovery.json().path("code_challenge_methods_supported").toString())
        .isEqualTo("[\"S256\"]");
    assertThat(discovery.json().path("id_token_signing_alg_values_supported").toString())
        .contains("ES256");
    for (String endpoint :
        new String[] {
          "authorization_endpoint",
          "token_endpoint",
          "userinfo_endpoint",
          "end_session_endpoint",
          "pushed_authorization_request_endpoint",
          "introspection_endpoint",
          "revocation_endpoint"
        }) {
      String address = discovery.text(endpoint);
      assertThat(address).startsWith(SERVICE.get().issuer() + "/");
      assertThat(open.get(address.substring(SERVICE.get().issuer().length())).status())
          .as(endpoint)
          .isNotEqualTo(404);
    }
  }

  private Answer push(String client, String... changes) {
    String[] all =
        parameters(
            Stream.concat(Stream.of("client_id", client), Arrays.stream(changes))
                .toArray(String[]::new));
    return open.postFormAs(client, TokenServiceFixture.DEMO_SECRET, "/oauth2/par", all);
  }

  private static String pushedPath(String client, String uri) {
    return "/oauth2/authorize?" + HttpCaller.encode("client_id", client, "request_uri", uri);
  }
}
