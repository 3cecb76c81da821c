package io.portcullis.token;

import static io.portcullis.token.Authorizing.VERIFIER;
import static io.portcullis.token.Authorizing.authorized;
import static io.portcullis.token.Authorizing.challenge;
import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization by code, as browsers and clients see it. */
class AuthorizationCodeTest {
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
  void rfc6749Section41AUserLogsInAgreesAndTheClientGetsTokens() {
    Browser.Page login = browser.get(path());
    assertThat(login.asks("Log in")).as(login.body()).isTrue();
    Browser.Page consent = browser.logIn(login, "ivy");
    assertThat(consent.asks("Do you agree?")).as(consent.body()).isTrue();
    Browser.Page back = browser.submit(consent, "decision", "allow");

    assertThat(back.left().orElseThrow().toString())
        .startsWith("https://web.example/callback?")
        .doesNotContain("token");
    assertThat(back.status()).isEqualTo(303);
    assertThat(back.sent("state")).isEqualTo("s t&te");
    Answer answer = exchange(open, back.sent("code"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.text("scope")).isEqualTo("openid read");
    assertThat(answer.text("refresh_token")).startsWith("rt1.");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void oidcCoreSection2TheIdTokenSaysWhoLoggedInWhenAndForWhom() throws Exception {
    long before = System.currentTimeMillis() / 1000;
    Answer answer = exchange(open, code(browser, "ada"));

    SignedJWT idToken = SignedJWT.parse(answer.text("id_token"));
    JWTClaimsSet claims = idToken.getJWTClaimsSet();
    assertThat(idToken.getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(claims.getIssuer()).isEqualTo(SERVICE.get().issuer());
    assertThat(claims.getSubject()).isEqualTo("ada");
    assertThat(claims.getAudience()).containsExactly("web");
    assertThat(claims.getStringClaim("nonce")).isEqualTo("n-0S6_WzA2Mj");
    assertThat(claims.getLongClaim("auth_time")).isBetween(before, before + 60);
    assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
    assertThat(claims.getStringClaim("sid"))
        .isEqualTo(
            SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet().getStringClaim("sid"));
    assertThat(claims.getExpirationTime()).isAfter(claims.getIssueTime());
    JWKSet keys = JWKSet.parse(open.get("/.well-known/jwks.json").body());
    assertThat(
            idToken.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toECKey())))
        .isTrue();
  }

  @Test
  void oidcDiscoverySection3AClientMayHaveIdTokensByRs256() throws Exception {
    String[] own = {"client_id", "own", "redirect_uri", "https://own.example/callback"};
    Answer answer =
        Authorizing.exchangeOf(
            "own", "https://own.example/callback", open, code(browser, "ada", own));

    SignedJWT idToken = SignedJWT.parse(answer.text("id_token"));
    assertThat(idToken.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    JWKSet keys = JWKSet.parse(open.get("/.well-known/jwks.json").body());
    assertThat(
            idToken.verify(
                new RSASSAVerifier(keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toRSAKey())))
        .isTrue();
    assertThat(SignedJWT.parse(answer.text("access_token")).getHeader().getAlgorithm())
        .isEqualTo(JWSAlgorithm.ES256);
    assertThat(
            open.get("/.well-known/openid-configuration")
                .json()
                .path("id_token_signing_alg_values_supported")
                .toString())
        .isEqualTo("[\"ES256\",\"RS256\"]");
  }

  @Test
  void rfc9068Section4AClientMayHaveAccessTokensByRs256() throws Exception {
    String callback = "https://older.example/callback";
    String[] older = {"client_id", "older", "redirect_uri", callback};
    Answer answer = Authorizing.exchangeOf("older", callback, open, code(browser, "ada", older));
    Answer refreshed =
        open.postForm(
            "/oauth2/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            answer.text("refresh_token"),
            "client_id",
            "older");

    for (Answer issued : List.of(answer, refreshed)) {
      SignedJWT token = SignedJWT.parse(issued.text("access_token"));
      assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
      assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
      JWKSet keys = JWKSet.parse(open.get("/.well-known/jwks.json").body());
      assertThat(
              token.verify(
                  new RSASSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
          .isTrue();
      assertThat(open.userInfo(issued).text("sub")).isEqualTo("ada");
      assertThat(SignedJWT.parse(issued.text("id_token")).getHeader().getAlgorithm())
          .isEqualTo(JWSAlgorithm.ES256);
    }
  }

  @Test
  void aSessionRemembersTheBrowserThatItWasAllowedIn() {
    exchange(open, code(browser, "hal", "scope", "openid"));

    assertThat(browser.get("/account/sessions").body())
        .contains("Firefox")
        .doesNotContain("unknown device");
  }

  @Test
  void rfc8725Section311AnIdTokenIsNoAccessToken() {
    Answer answer = exchange(open, code(browser, "ada"));

    Answer refused =
        open.get("/oauth2/userinfo", "Authorization", "Bearer " + answer.text("id_token"));
    assertThat(refused.status()).isEqualTo(401);
  }

  @Test
  void oidcCoreSection53UserInfoHasTheSubjectAndTheEmailOnlyByScope() {
    Answer plain = exchange(open, code(browser, "ada"));
    Answer withEmail = exchange(open, code(browser, "ada", "scope", "openid email"));

    assertThat(open.userInfo(plain).text("sub")).isEqualTo("ada");
    assertThat(open.userInfo(plain).json().has("email")).isFalse();
    assertThat(open.userInfo(withEmail).text("email")).isEqualTo("ada@example.com");
    Answer posted =
        open.post("/oauth2/userinfo", "", "Authorization", "Bearer " + plain.text("access_token"));
    assertThat(posted.text("sub")).isEqualTo("ada");
  }

  @Test
  void rfc6750Section31UserInfoWantsATokenWithOpenid() {
    Answer answer = exchange(open, code(browser, "ada", "scope", "read"));

    assertThat(answer.json().has("id_token")).isFalse();
    Answer refused = open.userInfo(answer);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope");
    assertThat(open.get("/oauth2/userinfo").status()).isEqualTo(401);
  }

  @Test
  void oidcCoreSection122AnIdTokenOfARefreshHasTheSameAuthTimeAndNoNonce() throws Exception {
    Answer first = exchange(open, code(browser, "ada"));

    Answer next = open.refreshAs("web", first.text("refresh_token"));
    JWTClaimsSet before = SignedJWT.parse(first.text("id_token")).getJWTClaimsSet();
    JWTClaimsSet after = SignedJWT.parse(next.text("id_token")).getJWTClaimsSet();
    assertThat(after.getClaim("nonce")).isNull();
    for (String claim : List.of("iss", "sub", "aud", "auth_time", "sid")) {
      assertThat(after.getClaim(claim)).isEqualTo(before.getClaim(claim));
    }
  }

  @Test
  void rfc6749Section412AReplayedCodeIsRefusedAndEndsWhatCameOfIt() {
    String code = code(browser, "bob");
    Answer first = exchange(open, code);
    assertThat(first.status()).isEqualTo(200);

    Answer second = exchange(open, code);
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text("error")).isEqualTo("invalid_grant");
    assertThat(open.userInfo(first).status()).isEqualTo(401);
    assertThat(open.refreshAs("web", first.text("refresh_token")).text("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void aUsedCodeEndsNothingForWhoLacksItsVerifier() {
    String code = code(browser, "bob");
    Answer first = exchange(open, code);

    Answer stranger = exchange(open, code, "code_verifier", VERIFIER + "x");
    assertThat(stranger.text("error")).isEqualTo("invalid_grant");
    assertThat(open.userInfo(first).status()).isEqualTo(200);
  }

  @Test
  void rfc6749Section412OfManyExchangesOfOneCodeAtMostOneSessionLives() throws Exception {
    String code = code(browser, "cem");
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers =
          pool.invokeAll(Collections.nCopies(16, (Callable<Answer>) () -> exchange(open, code)));
      int issued = 0;
      for (Future<Answer> answer : answers) {
        if (answer.get().status() == 200) {
          issued++;
          assertThat(open.userInfo(answer.get()).status()).isEqualTo(401);
        }
      }
      assertThat(issued).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_uri, https://web.example/other?tenant=1",
    "redirect_uri, https://web.example/callback/",
    "redirect_uri, ''",
    "code, no-such-code",
  })
  void rfc6749Section413ACodeIsGoodOnlyWhereItWasSent(String name, String value) {
    String code = code(browser, "bob");

    Answer refused = exchange(open, code, name, value);
    assertThat(refused.text("error")).isEqualTo("invalid_grant");
    assertThat(exchange(open, code).status()).isEqualTo(200);
  }

  @Test
  void rfc6749Section413ACodeIsGoodOnlyForItsClient() {
    String code = code(browser, "bob");

    Answer refused =
        open.postFormAs(
            "pusher",
            TokenServiceFixture.DEMO_SECRET,
            "/oauth2/token",
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            Authorizing.REDIRECT_URI,
            "code_verifier",
            VERIFIER);
    assertThat(refused.text("error")).isEqualTo("invalid_grant");
    assertThat(exchange(open, code).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {43, 128})
  void rfc7636Section41TakesVerifiersOf43To128Characters(int length) {
    String verifier = "v".repeat(length);
    String code = code(browser, "bob", "code_challenge", challenge(verifier));

    assertThat(exchange(open, code, "code_verifier", verifier).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {42, 129})
  void rfc7636Section41RefusesShorterAndLongerOnes(int length) {
    String verifier = "v".repeat(length);
    String code = code(browser, "bob", "code_challenge", challenge(verifier));

    assertThat(exchange(open, code, "code_verifier", verifier).status()).isEqualTo(400);
  }

  @Test
  void rfc7636Section46RefusesAWrongVerifierAndNone() {
    String code = code(browser, "bob");

    assertThat(exchange(open, code, "code_verifier", "w".repeat(43)).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(exchange(open, code, "code_verifier", "").text("error")).isEqualTo("invalid_grant");
    assertThat(exchange(open, code).status()).isEqualTo(200);
  }

  @Test
  void rfc8707Section2TheResourceBecomesTheAudience() throws Exception {
    String code = code(browser, "bob", "resource", "https://pay.example/api");

    Answer answer = exchange(open, code, "resource", "https://pay.example/api");
    assertThat(SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet().getAudience())
        .containsExactly("https://pay.example/api");
  }

  @Test
  void rfc8707Section22AnExchangeAsksForNoOtherResource() {
    String code = code(browser, "bob");

    Answer refused = exchange(open, code, "resource", "https://pay.example/api");
    assertThat(refused.text("error")).isEqualTo("invalid_target");
  }

  @Test
  void aRevokedClientMayBeginAnewWithoutAnotherLogin() {
    String code = code(browser, "dot", "scope", "openid");
    Answer former = exchange(open, code(browser, "dot", "scope", "openid"));
    assertThat(SERVICE.get().revoke("client", "web").status()).isEqualTo(200);

    assertThat(exchange(open, code).text("error")).isEqualTo("invalid_grant");
    assertThat(open.userInfo(former).status()).isEqualTo(401);
    Answer anew = exchange(open, browser.get(path("scope", "openid")).sent("code"));
    assertThat(open.userInfo(anew).status()).isEqualTo(200);
  }

  @Test
  void aRevocationBetweenTheCodeAndItsExchangeIsHeeded() {
    String code = code(browser, "dot");
    assertThat(SERVICE.get().revoke("user", "dot").status()).isEqualTo(200);

    assertThat(exchange(open, code).text("error")).isEqualTo("invalid_grant");
    assertThat(browser.get(path()).asks("Log in")).isTrue();
    assertThat(exchange(open, code(browser, "dot")).status()).isEqualTo(200);
  }

  @Test
  void rfc8252Section73APublicClientOnLoopbackMayChooseItsPort() {
    Browser.Page back =
        authorized(
            browser, "eve", "client_id", "app", "redirect_uri", "http://127.0.0.1:49152/done");

    assertThat(back.left().orElseThrow().toString()).startsWith("http://127.0.0.1:49152/done?");
    Answer answer =
        Authorizing.exchangeOf("app", "http://127.0.0.1:49152/done", open, back.sent("code"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void rfc8252Section71AnAppHasASchemeOfItsOwn() {
    Browser.Page back =
        authorized(browser, "eve", "client_id", "app", "redirect_uri", "com.example.app:/done");

    assertThat(back.left().orElseThrow().getScheme()).isEqualTo("com.example.app");
  }
}
