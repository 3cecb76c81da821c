package io.portcullis.token;

import static io.portcullis.token.TokenServiceFixture.DEMO_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients' own tokens, through the service's own HTTP. */
class ClientCredentialsTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(TokenServiceFixture::start);

  private HttpCaller open = new HttpCaller("");

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @Test
  void rfc6749Section443AnswersWithATokenAndNoRefreshToken() {
    Answer answer = ask("worker");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(300);
    assertThat(answer.text("scope")).isEqualTo("read write");
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
  }

  @Test
  void rfc9068Section22NamesTheClientAndNoSession() throws Exception {
    long before = Instant.now().toEpochMilli();
    Answer answer = ask("worker", "scope", "write");

    SignedJWT token = SignedJWT.parse(answer.text("access_token"));
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(claims.getIssuer()).isEqualTo(SERVICE.get().issuer());
    assertThat(claims.getSubject()).isEqualTo("worker");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("worker");
    assertThat(claims.getStringClaim("scope")).isEqualTo("write");
    assertThat(claims.getAudience()).containsExactly("api");
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(claims.getLongClaim("sst")).isGreaterThanOrEqualTo(before);
    assertThat(claims.getClaims())
        .containsKeys("iat", "exp", "tid")
        .doesNotContainKeys("sid", "auth_time", "amr");
  }

  @Test
  void rfc9068Section4AClientsOwnTokenMayBeByRs256() throws Exception {
    String token = ask("older-worker").text("access_token");

    assertThat(SignedJWT.parse(token).getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(open.introspect("older-worker", token).json().path("active").asBoolean()).isTrue();
    assertThat(SignedJWT.parse(ask("worker").text("access_token")).getHeader().getAlgorithm())
        .isEqualTo(JWSAlgorithm.ES256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "read admin", "openid", "read offline_access"})
  void rfc6749Section33RefusesAScopeThatTheClientCannotHaveForItself(String scope) {
    refused(ask("worker", "scope", scope), 400, "invalid_scope");
  }

  @ParameterizedTest
  @CsvSource({"demo,unauthorized_client,400", "nobody,invalid_client,401"})
  void rfc6749Section52RefusesWhoMayNot(String client, String error, int status) {
    refused(ask(client), status, error);
  }

  @Test
  void rfc6749Section442RefusesAPublicClient() {
    Answer answer =
        open.postForm("/oauth2/token", "grant_type", "client_credentials", "client_id", "batch");

    refused(answer, 401, "invalid_client");
  }

  @Test
  void rfc6749Section231TakesTheSecretByEitherWay() {
    Answer byPost = byPost("worker", DEMO_SECRET);

    assertThat(byPost.status()).as(byPost.body()).isEqualTo(200);
    refused(byPost("worker", DEMO_SECRET + "x"), 401, "invalid_client");
    assertThat(byPost("worker", "x").header("WWW-Authenticate")).isEmpty();
  }

  @Test
  void rfc6749Section52AnswersTheSchemeByWhichTheClientTried() {
    Answer wrong =
        open.postFormAs("worker", "wrong", "/oauth2/token", "grant_type", "client_credentials");
    Answer unreadable =
        open.post(
            "/oauth2/token",
            "grant_type=client_credentials",
            "Authorization",
            "Basic !",
            "Content-Type",
            "application/x-www-form-urlencoded");

    refused(wrong, 401, "invalid_client");
    refused(unreadable, 401, "invalid_client");
    assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic");
    assertThat(unreadable.header("WWW-Authenticate")).startsWith("Basic");
  }

  @Test
  void rfc6749Section23TakesOneMethodOnly() {
    refused(ask("worker", "client_secret", DEMO_SECRET), 400, "invalid_request");
    refused(ask("worker", "client_id", "demo"), 401, "invalid_client");
  }

  @Test
  void rfc6749Section32RefusesAParameterSentTwice() {
    refused(ask("worker", "scope", "read", "scope", "read"), 400, "invalid_request");
  }

  @Test
  void rfc8707Section2PutsTheResourcesIntoTheAudience() throws Exception {
    Answer both =
        ask("worker", "resource", "https://pay.example/api", "resource", "urn:example:ledger");
    Answer one = ask("worker", "resource", "https://pay.example/api");

    assertThat(both.status()).as(both.body()).isEqualTo(200);
    assertThat(claims(both).getAudience())
        .containsExactlyInAnyOrder("https://pay.example/api", "urn:example:ledger");
    assertThat(claims(one).getAudience()).containsExactly("https://pay.example/api");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example/",
        "https://pay.example/api/",
        "https://pay.example/api#x",
        "/api",
        "not a uri",
        ""
      })
  void rfc8707Section2RefusesAnyOtherResource(String resource) {
    refused(ask("worker", "resource", resource), 400, "invalid_target");
    refused(
        ask("worker", "resource", "https://pay.example/api", "resource", resource),
        400,
        "invalid_target");
  }

  @Test
  void rfc8707Section22ARefreshOnlyNarrows() {
    String token = open.login("ivy").text("refresh_token");

    Answer other = open.refresh(token, "resource", "https://pay.example/api");

    refused(other, 400, "invalid_target");
    assertThat(open.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aTokenAskedForAfterTheClientWasRevokedStartsLater() throws Exception {
    Answer old = ask("other-worker");
    Answer revoked = SERVICE.get().revoke("client", "other-worker");
    Answer fresh = ask("other-worker");

    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    // T is 2 s ahead of the revocation, for no clock may save an old token.
    long cutoff = Instant.parse(revoked.text("revoked_at")).toEpochMilli() + 2000;
    assertThat(claims(old).getLongClaim("sst")).isLessThanOrEqualTo(cutoff);
    assertThat(claims(fresh).getLongClaim("sst")).isGreaterThan(cutoff);
  }

  @Test
  void itsSessionlessTokenOpensNobodysSessions() {
    Answer answer =
        open.get("/v1/sessions", "Authorization", "Bearer " + ask("worker").text("access_token"));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("code")).isEqualTo("token_invalid");
  }

  @Test
  void seriesExistFromTheStart() {
    String scraped = SERVICE.get().metrics().get("/metrics").body();

    assertThat(scraped)
        .contains("portcullis_client_credentials_total{outcome=\"invalid_target\"}")
        .contains("portcullis_introspection_total{outcome=\"inactive\"}")
        .contains("portcullis_client_revocation_total{outcome=\"nothing_to_do\"}");
  }

  private Answer ask(String clientId, String... more) {
    String[] form =
        Arrays.copyOf(new String[] {"grant_type", "client_credentials"}, 2 + more.length);
    System.arraycopy(more, 0, form, 2, more.length);
    return open.postFormAs(clientId, DEMO_SECRET, "/oauth2/token", form);
  }

  private Answer byPost(String clientId, String secret) {
    return open.postForm(
        "/oauth2/token",
        "grant_type",
        "client_credentials",
        "client_id",
        clientId,
        "client_secret",
        secret);
  }

  private static JWTClaimsSet claims(Answer answer) throws Exception {
    return SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
  }

  private static void refused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }
}
