package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Introspection and revocation by clients, through the service's own HTTP. */
class ClientTokensTest {
  private static final String INTROSPECT = "/oauth2/introspect";
  private static final String REVOKE = "/oauth2/revoke";
  private static final String INACTIVE = "{\"active\":false}";

  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private HttpCaller open = new HttpCaller("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @Test
  void rfc7662Section22DescribesAUsersAccessToken() throws Exception {
    Answer login = open.login("ada");
    Answer answer = open.introspect("gateway", login.text("access_token"));

    JWTClaimsSet claims = claims(login);
    JsonNode told = answer.json();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(told.path("scope").asText()).isEqualTo(claims.getStringClaim("scope"));
    assertThat(told.path("client_id").asText()).isEqualTo("portcullis-app");
    assertThat(told.path("sub").asText()).isEqualTo("ada");
    assertThat(told.path("iss").asText()).isEqualTo(SERVICE.get().issuer());
    assertThat(told.path("jti").asText()).isEqualTo(claims.getJWTID());
    assertThat(told.path("sid").asText()).isEqualTo(claims.getStringClaim("sid"));
    assertThat(told.path("exp").asLong())
        .isEqualTo(claims.getExpirationTime().toInstant().getEpochSecond());
    assertThat(told.path("iat").asLong())
        .isEqualTo(claims.getIssueTime().toInstant().getEpochSecond());
    assertThat(told.path("aud").toString()).contains("\"api\"");
    assertThat(told.has("username")).isFalse();
  }

  @Test
  void rfc7662Section22DescribesAClientsOwnTokenWithoutASession() {
    JsonNode told = open.introspect("worker", open.own("worker")).json();

    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("sub").asText()).isEqualTo("worker");
    assertThat(told.path("client_id").asText()).isEqualTo("worker");
    assertThat(told.has("sid")).isFalse();
  }

  @Test
  void rfc7662Section2TellsOnlyTheClientAndItsResourceServer() {
    String pay = open.own("worker", "resource", "https://pay.example/api");
    String ledger = open.own("worker", "resource", "urn:example:ledger");

    assertThat(open.introspect("gateway", pay).json().path("active").asBoolean()).isTrue();
    assertThat(open.introspect("worker", ledger).json().path("active").asBoolean()).isTrue();
    assertThat(open.introspect("gateway", ledger).body()).isEqualTo(INACTIVE);
    assertThat(open.introspect("stranger", pay).body()).isEqualTo(INACTIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "rt1.x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
  void rfc7662Section22SaysNothingOfAnUnknownToken(String token) {
    Answer answer = open.introspect("gateway", token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(INACTIVE);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void rfc7662Section22SaysNothingOfARevokedToken() throws Exception {
    Answer byToken = open.login("bob");
    Answer bySession = open.login("bob");
    Answer byUser = open.login("cem");
    String byClient = open.own("other-worker");
    SERVICE.get().revoke("token", claims(byToken).getJWTID());
    SERVICE.get().revoke("session", bySession.text("session_id"));
    SERVICE.get().revoke("user", "cem");
    SERVICE.get().revoke("client", "other-worker");

    assertThat(open.introspect("gateway", byToken.text("access_token")).body()).isEqualTo(INACTIVE);
    assertThat(open.introspect("gateway", bySession.text("access_token")).body())
        .isEqualTo(INACTIVE);
    assertThat(open.introspect("gateway", byUser.text("access_token")).body()).isEqualTo(INACTIVE);
    assertThat(open.introspect("gateway", byClient).body()).isEqualTo(INACTIVE);
    assertThat(
            open.introspect("gateway", open.own("other-worker")).json().path("active").asBoolean())
        .isTrue();
  }

  @Test
  void aRevokedTokenIsRefusedByTheServiceItself() throws Exception {
    Answer login = open.login("dot");
    String other = open.login("dot").text("access_token");

    assertThat(sessions(login.text("access_token")).status()).isEqualTo(200);
    SERVICE.get().revoke("token", claims(login).getJWTID());

    assertThat(sessions(login.text("access_token")).status()).isEqualTo(401);
    assertThat(sessions(other).status()).isEqualTo(200);
    assertThat(open.refresh(login.text("refresh_token")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "colour"})
  void rfc7662Section21TheHintIsOnlyAHint(String hint) {
    String token = open.login("ada").text("access_token");
    Answer answer =
        open.postFormAs(
            "gateway", DEMO_SECRET, INTROSPECT, "token", token, "token_type_hint", hint);

    assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
  }

  @Test
  void rfc7662Section21NeedsAProvedConfidentialClient() {
    String token = open.login("ada").text("access_token");

    refused(open.postForm(INTROSPECT, "token", token), 401, "invalid_client");
    refused(
        open.postForm(INTROSPECT, "token", token, "client_id", "portcullis-app"),
        401,
        "invalid_client");
    refused(
        open.postForm(INTROSPECT, "token", token, "client_id", "gateway"), 401, "invalid_client");
    Answer wrong = open.postFormAs("gateway", "wrong", INTROSPECT, "token", token);
    refused(wrong, 401, "invalid_client");
    assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic");
    Answer bearer =
        open.post(
            INTROSPECT,
            HttpCaller.encode("token", token),
            "Authorization",
            "Bearer " + token,
            "Content-Type",
            "application/x-www-form-urlencoded");
    refused(bearer, 401, "invalid_client");
  }

  @ParameterizedTest
  @ValueSource(strings = {INTROSPECT, REVOKE})
  void rfc6749Section32TakesAPostedFormWithOneTokenOnly(String path) {
    refused(open.postFormAs("gateway", DEMO_SECRET, path), 400, "invalid_request");
    refused(
        open.postFormAs("gateway", DEMO_SECRET, path, "token", "a", "token", "b"),
        400,
        "invalid_request");
    refused(open.postJson(path, "{\"token\":\"a\"}"), 400, "invalid_request");
    assertThat(open.get(path + "?token=a").status()).isEqualTo(405);
    assertThat(open.get(path).header("Allow")).startsWith("POST");
  }

  @Test
  void rfc7009Section21AnAccessTokenGoesAlone() {
    Answer login = open.login("eve");

    Answer revoked = revokeAsApp(login.text("access_token"));

    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(revoked.body()).isEmpty();
    assertThat(revoked.header("Cache-Control")).isEqualTo("no-store");
    assertThat(open.introspect("gateway", login.text("access_token")).body()).isEqualTo(INACTIVE);
    assertThat(open.refresh(login.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void rfc7009Section21ARefreshTokenEndsItsAccessTokensToo() {
    Answer login = open.login("fay");
    Answer refreshed = open.refresh(login.text("refresh_token"));
    Answer other = open.login("fay");

    assertThat(revokeAsApp(refreshed.text("refresh_token")).status()).isEqualTo(200);

    refused(open.refresh(refreshed.text("refresh_token")), 400, "invalid_grant");
    assertThat(open.introspect("gateway", login.text("access_token")).body()).isEqualTo(INACTIVE);
    assertThat(open.introspect("gateway", refreshed.text("access_token")).body())
        .isEqualTo(INACTIVE);
    assertThat(open.refresh(other.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void aLogoutByATokenThatAnotherTabHasJustReplacedIsNotLost() {
    String old = open.login("gus").text("refresh_token");
    String current = open.refresh(old).text("refresh_token");

    assertThat(revokeAsApp(old).status()).isEqualTo(200);

    refused(open.refresh(current), 400, "invalid_grant");
  }

  @Test
  void rfc7009Section21AForeignTokenStaysValid() {
    Answer login = open.login("hal");
    String own = open.own("worker");

    for (String token : List.of(login.text("access_token"), login.text("refresh_token"), own)) {
      Answer answer = open.postFormAs("stranger", DEMO_SECRET, REVOKE, "token", token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    assertThat(
            open.introspect("gateway", login.text("access_token"))
                .json()
                .path("active")
                .asBoolean())
        .isTrue();
    assertThat(open.introspect("worker", own).json().path("active").asBoolean()).isTrue();
    assertThat(open.refresh(login.text("refresh_token")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "rt1.x", "a.b.c"})
  void rfc7009Section22AnUnknownTokenIsNoError(String token) {
    assertThat(revokeAsApp(token).status()).isEqualTo(200);
  }

  @Test
  void rfc7009Section21AWrongHintStillWorks() {
    Answer login = open.login("ivy");

    Answer access = revokeAsApp(login.text("access_token"), "token_type_hint", "refresh_token");
    assertThat(access.status()).isEqualTo(200);
    // Before its session ends, which would end it as well.
    assertThat(open.introspect("gateway", login.text("access_token")).body()).isEqualTo(INACTIVE);

    Answer refresh = revokeAsApp(login.text("refresh_token"), "token_type_hint", "access_token");
    assertThat(refresh.status()).isEqualTo(200);
    refused(open.refresh(login.text("refresh_token")), 400, "invalid_grant");
  }

  @Test
  void rfc7009Section21NeedsTheClientThatItNames() {
    refused(open.postForm(REVOKE, "token", "x"), 401, "invalid_client");
    refused(open.postForm(REVOKE, "token", "x", "client_id", "worker"), 401, "invalid_client");
    refused(open.postForm(REVOKE, "token", "x", "client_id", "nobody"), 401, "invalid_client");
    refused(open.postFormAs("worker", "wrong", REVOKE, "token", "x"), 401, "invalid_client");
  }

  @Test
  void aClientRevokesItsOwnTokenAndNoOtherOfIts() {
    String one = open.own("worker");
    String other = open.own("worker");

    assertThat(open.postFormAs("worker", DEMO_SECRET, REVOKE, "token", one).status())
        .isEqualTo(200);

    assertThat(open.introspect("worker", one).body()).isEqualTo(INACTIVE);
    assertThat(open.introspect("worker", other).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void rfc7662Section22DescribesARefreshTokenToItsClientOnly() throws Exception {
    String token = SERVICE.get().openSession("worker", "ada");
    Answer told = open.introspect("worker", token);

    assertThat(told.json().path("active").asBoolean()).as(told.body()).isTrue();
    assertThat(told.json().path("client_id").asText()).isEqualTo("worker");
    assertThat(told.json().path("sub").asText()).isEqualTo("ada");
    assertThat(told.json().has("token_type")).isFalse();
    assertThat(told.json().has("aud")).isFalse();
    assertThat(open.introspect("gateway", token).body()).isEqualTo(INACTIVE);
    assertThat(open.postFormAs("worker", DEMO_SECRET, REVOKE, "token", token).status())
        .isEqualTo(200);
    assertThat(open.introspect("worker", token).body()).isEqualTo(INACTIVE);
  }

  @Test
  void rfc7662Section22SaysNothingOfAnExpiredToken() throws Exception {
    for (String token : expired()) {
      assertThat(open.introspect("worker", token).body()).isEqualTo(INACTIVE);
      assertThat(open.introspect("gateway", token).body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void rfc7009Section22AnExpiredTokenIsNoError() throws Exception {
    for (String token : expired()) {
      Answer answer = open.postFormAs("worker", DEMO_SECRET, REVOKE, "token", token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void rfc7662Section4NoAnswerOutlivesARevocation() throws Exception {
    String access = open.own("worker");
    String refresh = SERVICE.get().openSession("worker", "fay");

    for (String token : List.of(access, refresh)) {
      Answer before = open.introspect("worker", token);
      assertThat(before.json().path("active").asBoolean()).as(before.body()).isTrue();
      assertThat(before.header("Cache-Control")).isEqualTo("no-store");
      assertThat(open.postFormAs("worker", DEMO_SECRET, REVOKE, "token", token).status())
          .isEqualTo(200);
      assertThat(open.introspect("worker", token).body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void rfc7009Section221NoKindOfTokenIsUnsupported() throws Exception {
    Answer tokens =
        Authorizing.exchange(open, Authorizing.code(new Browser(SERVICE.get().issuer()), "gus"));

    for (String token : List.of(tokens.text("id_token"), "https://web.example/", "{}")) {
      Answer answer = open.postFormAs("web", DEMO_SECRET, REVOKE, "token", token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    assertThat(open.userInfo(tokens).status()).isEqualTo(200);
    for (String kind : List.of("access_token", "refresh_token")) {
      Answer answer =
          open.postFormAs(
              "web", DEMO_SECRET, REVOKE, "token", tokens.text(kind), "token_type_hint", "saml2");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(open.introspect("web", tokens.text(kind)).body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void rfc7009Section221StorageThatIsAwayIsNeverSaidToBeAnInactiveOrRevokedToken()
      throws Exception {
    String access = open.own("worker");
    SERVICE.get().dynamo().pause();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> calls =
          Stream.of(INTROSPECT, REVOKE, "/oauth2/token")
              .map(path -> (Callable<Answer>) () -> askedForToken(path, access))
              .toList();
      for (Future<Answer> answer : callers.invokeAll(calls)) {
        refused(answer.get(), 503, "temporarily_unavailable");
        assertThat(answer.get().header("Retry-After")).isEqualTo("1");
      }
    } finally {
      SERVICE.get().dynamo().resume();
    }
  }

  private Answer askedForToken(String path, String token) {
    return open.postFormAs(
        "worker", DEMO_SECRET, path, "token", token, "grant_type", "client_credentials");
  }

  /** An access token whose time is over, of a session that lives, and a refresh token. */
  private List<String> expired() throws Exception {
    Instant past = Instant.now().minusSeconds(600);
    String access =
        SERVICE
            .get()
            .sign(
                "at+jwt",
                new JWTClaimsSet.Builder(HttpCaller.claims(open.own("worker")))
                    .issueTime(Date.from(past))
                    .expirationTime(Date.from(past.plusSeconds(300)))
                    .build());
    Duration life = Duration.ofMillis(1);
    String refresh = SERVICE.get().openSession("worker", "ada", life, life);
    Thread.sleep(10);
    return List.of(access, refresh);
  }

  private Answer revokeAsApp(String token, String... more) {
    String[] form =
        Arrays.copyOf(
            new String[] {"client_id", "portcullis-app", "token", token}, 4 + more.length);
    System.arraycopy(more, 0, form, 4, more.length);
    return open.postForm(REVOKE, form);
  }

  private Answer sessions(String accessToken) {
    return open.get("/v1/sessions", "Authorization", "Bearer " + accessToken);
  }

  private static JWTClaimsSet claims(Answer answer) throws Exception {
    return SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
  }

  private static void refused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
  }
}
