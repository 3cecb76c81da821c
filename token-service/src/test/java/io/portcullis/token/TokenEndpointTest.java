package io.portcullis.token;

import static io.portcullis.token.Authorizing.code;
import static io.portcullis.token.Authorizing.exchange;
import static io.portcullis.token.Authorizing.path;
import static io.portcullis.token.HttpCaller.claims;
import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import io.portcullis.token.http.PublicApi;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the token endpoint takes and says, and what its tokens are good for elsewhere. */
class TokenEndpointTest {
  private static final String TOKEN = "/oauth2/token";
  private static final String INACTIVE = "{\"active\":false}";

  /** What RFC 7518 section 6 and RFC 8037 section 2 let everybody see, and what names a key. */
  private static final Map<String, Set<String>> PUBLIC_MEMBERS =
      Map.of(
          "EC", Set.of("kty", "kid", "use", "alg", "crv", "x", "y"),
          "OKP", Set.of("kty", "kid", "use", "alg", "crv", "x"),
          "RSA", Set.of("kty", "kid", "use", "alg", "n", "e"));

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
  @ValueSource(strings = {"GET", "HEAD", "PUT", "PATCH", "DELETE"})
  void rfc6749Section32TakesNoMethodButPost(String method) {
    Answer answer = open.call(method, TOKEN);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).startsWith("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencodedx",
        "form"
      })
  void rfc6749Section32TakesNoTypeButAForm(String type) {
    String form =
        HttpCaller.encode(
            "grant_type",
            "client_credentials",
            "client_id",
            "worker",
            "client_secret",
            DEMO_SECRET);

    Answer refused = open.post(TOKEN, form, "Content-Type", type);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
    String usual = "application/x-www-form-urlencoded; charset=UTF-8";
    assertThat(open.post(TOKEN, form, "Content-Type", usual).status()).isEqualTo(200);
  }

  @Test
  void rfc6749Section231NothingIsTakenFromTheAddress() {
    String query =
        HttpCaller.encode("client_id", "worker", "client_secret", DEMO_SECRET, "scope", "admin");
    String token = open.own("worker");

    assertThat(open.postForm(TOKEN + "?grant_type=client_credentials&" + query).text("error"))
        .isEqualTo("invalid_request");
    assertThat(open.postForm(TOKEN + "?" + query, "grant_type", "client_credentials").status())
        .isEqualTo(401);
    assertThat(
            open.postFormAs(
                    "worker",
                    DEMO_SECRET,
                    TOKEN + "?scope=admin",
                    "grant_type",
                    "client_credentials")
                .text("scope"))
        .isEqualTo("read write");
    for (String path : List.of("/oauth2/introspect", "/oauth2/revoke")) {
      assertThat(open.postFormAs("worker", DEMO_SECRET, path + "?token=" + token).text("error"))
          .as(path)
          .isEqualTo("invalid_request");
    }
  }

  @Test
  void rfc6750Section23NoTokenIsTakenFromAnAddress() {
    String token = exchange(open, code(browser, "ada")).text("access_token");

    assertThat(open.get("/oauth2/userinfo", "Authorization", "Bearer " + token).status())
        .isEqualTo(200);
    assertThat(open.get("/oauth2/userinfo?access_token=" + token).status()).isEqualTo(401);
    assertThat(open.postForm("/oauth2/userinfo?access_token=" + token).status()).isEqualTo(401);
    String own = open.login("ada").text("access_token");
    assertThat(open.get("/v1/sessions?access_token=" + own).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {TOKEN, "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"})
  void rfc6749Section32AParameterSentTwiceIsRefusedAndAnUnknownOneIgnored(String path) {
    String[] form =
        HttpCaller.joined(
            Authorizing.parameters("client_id", "worker", "scope", "read"),
            "grant_type",
            "client_credentials",
            "token",
            "x",
            "client_secret",
            DEMO_SECRET);

    for (String name : List.of("client_id", "client_secret", "colour")) {
      Answer twice = open.postForm(path, HttpCaller.joined(form, name, "a", name, "b"));
      assertThat(twice.text("error")).as(name).isEqualTo("invalid_request");
    }
    Answer once = open.postForm(path, HttpCaller.joined(form, "colour", "red"));
    // The worker has no redirect URI to push; everything else is as it should be.
    assertThat(once.status()).as(once.body()).isEqualTo(path.endsWith("par") ? 400 : 200);
  }

  @ParameterizedTest
  @CsvSource({
    "demo, '', '', 400, invalid_request",
    "demo, refresh_token, '', 400, invalid_request",
    "nobody, refresh_token, rt1.x, 401, invalid_client",
    "demo, refresh_token, rt1.x, 400, invalid_grant",
    "demo, client_credentials, '', 400, unauthorized_client",
    "demo, urn:example:grant, '', 400, unsupported_grant_type",
    "worker, client_credentials, admin, 400, invalid_scope",
    "worker, client_credentials, '', 200, ''",
  })
  void rfc6749Section52EachErrorHasItsOwnCodeAndNothingIsKept(
      String client, String grant, String more, int status, String error) {
    String name = grant.equals("client_credentials") ? "scope" : "refresh_token";
    Answer answer = open.postFormAs(client, DEMO_SECRET, TOKEN, "grant_type", grant, name, more);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    if (status != 200) {
      assertThat(answer.json().fieldNames())
          .toIterable()
          .isSubsetOf("error", "error_description", "error_uri");
    }
    assertThat(answer.header("WWW-Authenticate").startsWith("Basic")).isEqualTo(status == 401);
  }

  @Test
  void rfc6749Section51ScopeIsToldWhenItIsNotWhatWasAskedFor() {
    Answer usual = exchange(open, code(browser, "bob", "scope", ""));
    Answer narrowed = open.refreshAs("web", usual.text("refresh_token"), "scope", "read");

    assertThat(usual.text("scope")).isEqualTo("email read write");
    assertThat(claims(usual.text("access_token")).getClaim("scope")).isEqualTo("email read write");
    assertThat(narrowed.text("scope")).isEqualTo("read");
    assertThat(claims(narrowed.text("access_token")).getClaim("scope")).isEqualTo("read");
  }

  @Test
  void rfc9700Section24ThereIsNeitherPasswordNorImplicitGrant() {
    Answer password =
        open.postForm(
            TOKEN,
            "grant_type",
            "password",
            "client_id",
            "app",
            "username",
            "ada@example.com",
            "password",
            TokenServiceFixture.PASSWORD);

    assertThat(password.text("error")).isEqualTo("unsupported_grant_type");
    for (String type : List.of("token", "id_token", "id_token token", "code token", "none")) {
      Browser.Page page = browser.get(path("response_type", type));
      assertThat(page.sent("error")).as(type).isEqualTo("unsupported_response_type");
      assertThat(page.left().orElseThrow().getRawFragment()).isNull();
    }
    JsonNode metadata = open.get("/.well-known/openid-configuration").json();
    assertThat(metadata.path("response_types_supported").toString()).isEqualTo("[\"code\"]");
    assertThat(metadata.path("grant_types_supported").toString())
        .doesNotContain("password", "implicit");
  }

  @Test
  void rfc9068Section22EveryAccessTokenSaysWhatItMust() throws Exception {
    Answer byCode = exchange(open, code(browser, "ada"));
    Answer refreshed = open.refreshAs("web", byCode.text("refresh_token"));
    Answer login = open.login("ada");

    for (Answer answer : List.of(byCode, refreshed, login)) {
      JWTClaimsSet claims = requiredClaims(answer.text("access_token"));
      assertThat(claims.getSubject()).isEqualTo("ada");
      assertThat(claims.getClaim("scope")).isEqualTo(answer.text("scope"));
      assertThat(claims.getClaims()).containsKeys("auth_time", "amr");
    }
    JWTClaimsSet own = requiredClaims(open.own("worker", "scope", "read"));
    assertThat(own.getClaim("scope")).isEqualTo("read");
    assertThat(own.getClaims()).doesNotContainKeys("auth_time", "amr");
  }

  @Test
  void rfc7519Section2DatesAreWholeSeconds() throws Exception {
    Answer answer = exchange(open, code(browser, "ada"));
    long now = Instant.now().getEpochSecond();

    for (String name : List.of("access_token", "id_token")) {
      JsonNode claims =
          new ObjectMapper().readTree(SignedJWT.parse(answer.text(name)).getPayload().toString());
      for (String date : List.of("exp", "iat", "auth_time")) {
        assertThat(claims.path(date).isIntegralNumber()).as("%s of %s", date, name).isTrue();
        assertThat(claims.path(date).asLong()).isBetween(now - 600, now + 600);
      }
    }
  }

  @Test
  void rfc7517Section4EachPublishedKeyHasItsNameUseAndAlgorithmAndNothingPrivate() {
    JsonNode keys = open.get("/.well-known/jwks.json").json().path("keys");
    Set<String> kids = new HashSet<>();

    assertThat(keys).hasSize(4);
    for (JsonNode key : keys) {
      assertThat(kids.add(key.path("kid").asText())).as(key.toString()).isTrue();
      assertThat(key.path("kid").asText()).isNotEmpty();
      assertThat(key.path("use").asText()).isEqualTo("sig");
      assertThat(key.path("alg").asText()).isIn("ES256", "RS256");
      assertThat(key.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(
              PUBLIC_MEMBERS.getOrDefault(key.path("kty").asText(), Set.of()));
    }
  }

  @Test
  void rfc8725Section311NoOtherKindOfTokenPassesAsAnAccessToken() {
    JWTClaimsSet good = claims(open.login("ada").text("access_token"));

    assertThat(sessions(SERVICE.get().sign("at+jwt", good)).status()).isEqualTo(200);
    for (String type :
        List.of("JWT", "logout+jwt", "dpop+jwt", "secevent+jwt", "statuslist+jwt", "jwt+at", "")) {
      String other = SERVICE.get().sign(type, good);
      assertThat(sessions(other).status()).as(type).isEqualTo(401);
      assertThat(open.get("/oauth2/userinfo", "Authorization", "Bearer " + other).status())
          .as(type)
          .isEqualTo(401);
      assertThat(open.introspect("gateway", other).body()).as(type).isEqualTo(INACTIVE);
    }
  }

  @Test
  void rfc9207Section3TheMetadataPromisesTheIssuerInEachResponse() {
    for (String address :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      JsonNode promised =
          open.get(address).json().path("authorization_response_iss_parameter_supported");
      assertThat(promised.isBoolean() && promised.asBoolean()).as(address).isTrue();
    }
  }

  @Test
  void rfc8414Section2WhatIsOfferedIsListed() throws Exception {
    String metadata = open.get("/.well-known/openid-configuration").body();
    for (Field field : PublicApi.class.getDeclaredFields()) {
      field.setAccessible(true);
      if (Modifier.isStatic(field.getModifiers())
          && field.get(null) instanceof String path
          && !path.endsWith("-configuration")
          && !path.endsWith("-server")) {
        assertThat(metadata).as(path).contains(path.replace("/", "\\/"));
      }
    }
  }

  @Test
  void rfc8414Section2AndOidcDiscoverySection3WhatIsListedWorks() throws Exception {
    JsonNode metadata = open.get("/.well-known/openid-configuration").json();
    String scopes = String.join(" ", texts(metadata, "scopes_supported"));
    Answer web = exchange(open, code(browser, "eve", "scope", scopes));
    Answer own =
        Authorizing.exchangeOf(
            "own",
            "https://own.example/callback",
            open,
            code(
                browser,
                "eve",
                "client_id",
                "own",
                "redirect_uri",
                "https://own.example/callback"));

    assertThat(web.text("scope").split(" ", -1)).containsExactlyInAnyOrder(scopes.split(" ", -1));
    assertThat(texts(metadata, "id_token_signing_alg_values_supported"))
        .containsExactlyInAnyOrder(algorithm(web), algorithm(own));
    Set<String> told = new HashSet<>(claims(web.text("id_token")).getClaims().keySet());
    open.userInfo(web).json().fieldNames().forEachRemaining(told::add);
    assertThat(told).containsExactlyInAnyOrderElementsOf(texts(metadata, "claims_supported"));
    for (String prompt : texts(metadata, "prompt_values_supported")) {
      Browser.Page page = new Browser(SERVICE.get().issuer()).get(path("prompt", prompt));
      boolean silent = prompt.equals("none");
      assertThat(silent ? page.sent("error").equals("login_required") : page.asks("Log in"))
          .as(prompt)
          .isTrue();
    }
    for (String mode : texts(metadata, "response_modes_supported")) {
      assertThat(browser.get(path("response_mode", mode)).status()).as(mode).isLessThan(400);
    }
  }

  @Test
  void oidcCoreSection532UserInfoIsAboutTheSubjectOfTheIdToken() {
    Answer tokens = exchange(open, code(browser, "hal"));
    String subject = claims(tokens.text("id_token")).getSubject();

    assertThat(open.userInfo(tokens).text("sub")).isEqualTo(subject);
    assertThat(open.post("/oauth2/userinfo", "", HttpCaller.bearer(tokens)).text("sub"))
        .isEqualTo(subject);
    assertThat(claims(tokens.text("access_token")).getSubject()).isEqualTo(subject);
  }

  @Test
  void fapi20Section5321ARepeatedRefreshIsAnsweredWhole() {
    Answer first = exchange(open, code(browser, "ivy"));
    Answer answered = open.refreshAs("web", first.text("refresh_token"));
    Answer repeated = open.refreshAs("web", first.text("refresh_token"));

    assertThat(repeated.status()).as(repeated.body()).isEqualTo(200);
    assertThat(List.copyOf(names(repeated)))
        .containsExactlyInAnyOrderElementsOf(names(answered))
        .contains("access_token", "refresh_token", "id_token", "scope", "expires_in");
    assertThat(repeated.text("refresh_token")).isEqualTo(answered.text("refresh_token"));
    assertThat(claims(repeated.text("access_token")).getClaim("sid"))
        .isEqualTo(claims(first.text("access_token")).getClaim("sid"));
  }

  private static List<String> texts(JsonNode json, String name) {
    return json.path(name).valueStream().map(JsonNode::asText).toList();
  }

  private static String algorithm(Answer tokens) throws Exception {
    return SignedJWT.parse(tokens.text("id_token")).getHeader().getAlgorithm().getName();
  }

  private static List<String> names(Answer answer) {
    return Stream.of(answer.json())
        .flatMap(json -> json.properties().stream())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static JWTClaimsSet requiredClaims(String token) throws Exception {
    assertThat(SignedJWT.parse(token).getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(claims(token).getIssuer()).isEqualTo(SERVICE.get().issuer());
    assertThat(claims(token).getAudience()).containsExactly("api");
    assertThat(claims(token).getClaims())
        .containsKeys("iss", "exp", "aud", "sub", "client_id", "iat", "jti");
    return claims(token);
  }

  private Answer sessions(String token) {
    return open.get("/v1/sessions", "Authorization", "Bearer " + token);
  }
}
