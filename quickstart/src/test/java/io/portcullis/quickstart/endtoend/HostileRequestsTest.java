package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.PortcullisSystem;
import io.portcullis.quickstart.system.SystemPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers and transport tricks, sent byte for byte to a real Envoy. Whatever is sent by {@link
 * #get} also has to get the same answer three times, also right after a good request; no identity
 * header of the client may reach the upstream; a denial has the form of all denials; and in the end
 * no token may be in any log.
 */
final class HostileRequestsTest {
  @RegisterExtension static final SharedSystem SYSTEM = SharedSystem.with(SystemPlan.DEMO_POLICIES);

  private static Tokens tokens = new Tokens("", "");

  @BeforeAll
  static void logIn() throws Exception {
    tokens = SYSTEM.get().logIn();
  }

  /** The access log is written every 100 ms: the last request has to be in it before one looks. */
  @AfterAll
  static void noTokenIsInAnyLog() throws Exception {
    get("/the-last-of-all", "");
    PortcullisSystem.Servers servers = SYSTEM.get().system().servers();
    for (int i = 0; i < 100 && !servers.envoy().log().contains("/the-last-of-all"); i++) {
      Thread.sleep(100);
    }
    assertThat(servers.envoy().log()).contains("/the-last-of-all");
    String logs = servers.envoy().log() + servers.extAuthz().log();
    String signature = tokens.access().substring(tokens.access().lastIndexOf('.') + 1);
    // Not by assertThat(logs): its message would show them.
    assertThat(logs.contains(signature)).as("the token is in a log").isFalse();
    assertThat(logs.contains("a".repeat(256))).as("an overlong token is in a log").isFalse();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            "an identity header alone", "x-user-id: victim\r\n", 401, "credential_missing"),
        Arguments.of(
            "two tokens",
            "Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN\r\n",
            400,
            "credential_malformed"),
        Arguments.of(
            "a token and garbage",
            "Authorization: Bearer TOKEN\r\nAuthorization: x\r\n",
            400,
            "credential_malformed"),
        Arguments.of(
            "two in one header",
            "Authorization: Bearer TOKEN, Bearer TOKEN\r\n",
            400,
            "credential_malformed"),
        Arguments.of(
            "a tab before the token", "Authorization: Bearer\tTOKEN\r\n", 401, "token_invalid"),
        Arguments.of(
            "two spaces before the token",
            "Authorization: Bearer  TOKEN\r\n",
            401,
            "token_invalid"),
        Arguments.of("no token", "Authorization: Bearer\r\n", 401, "credential_missing"),
        Arguments.of("an empty header", "Authorization:\r\n", 401, "credential_missing"),
        Arguments.of("Basic", "Authorization: Basic dXNlcjpwYXNz\r\n", 401, "credential_missing"),
        Arguments.of("DPoP", "Authorization: DPoP TOKEN\r\n", 401, "credential_missing"),
        Arguments.of("a cookie", "Cookie: access_token=TOKEN\r\n", 401, "credential_missing"),
        Arguments.of(
            "8 KiB", "Authorization: Bearer " + "a".repeat(8192) + "\r\n", 401, "token_invalid"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesEveryOtherWayToPresentAToken(String name, String lines, int status, String code)
      throws Exception {
    RawHttp.Reply reply = get("/hello", lines);
    assertThat(reply.code()).as(name).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
  }

  @Test
  void neverTakesATokenFromTheQuery() throws Exception {
    RawHttp.Reply reply = get("/hello?access_token=TOKEN", "");
    assertThat(reply.code()).isEqualTo("credential_missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer", "BEARER", "Bearer"})
  void takesTheSchemeInAnyCase(String scheme) throws Exception {
    assertThat(get("/hello", "Authorization: " + scheme + " TOKEN\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-user-id: victim\r\n",
        "X-USER-ID: victim\r\n",
        "x-user-id: victim\r\nx-user-id: victim\r\n",
        "x-user-id: victim\r\nConnection: x-user-id\r\n",
        "x-user-id: victim\r\nTE: x-user-id\r\n"
      })
  void theUpstreamSeesTheTokensSubjectOnlyAndOnce(String lines) throws Exception {
    RawHttp.Reply reply = get("/hello", lines + "Authorization: Bearer TOKEN\r\n" + lines);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
  }

  @Test
  void noOwnedHeaderPassesOnWhatTheClientPutThere() throws Exception {
    RawHttp.Reply reply =
        get(
            "/hello",
            lines(
                "Authorization: Bearer TOKEN",
                "x-tenant-id: victim",
                "x-scopes: root",
                "x-session-id: victim",
                "x-auth-role: root",
                "X-Auth-Anything: root"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().path("headers").toString())
        .doesNotContain("victim")
        .doesNotContain("root");
    assertThat(reply.echoed("x-session-id")).isEqualTo(tokens.session());
    assertThat(reply.echoed("x-scopes")).isEqualTo(tokens.scope());
  }

  @Test
  void anonymousRoutesStripIdentityToo() throws Exception {
    RawHttp.Reply reply = get("/public/page", "x-user-id: victim\r\nAuthorization: Bearer x\r\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x_user_id: victim\r\n",
        "X_User-Id: victim\r\n",
        "x-user_id: victim\r\n",
        "x-user-id : victim\r\n",
        "x-user-id\t: victim\r\n",
        " x-user-id: victim\r\n"
      })
  void envoyRefusesUnderscoresAndSpaceAroundAName(String lines) throws Exception {
    RawHttp.Reply reply = get("/hello", lines + "Authorization: Bearer TOKEN\r\n");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).as("not the server's answer").isEmpty();
  }

  /** Envoy 1.40 joins a folded line to the value before it, which RFC 9112, 5.2 permits. */
  @Test
  void aFoldedLineIsNoHeaderOfItsOwn() throws Exception {
    RawHttp.Reply reply =
        get("/hello", "x-a: b\r\n x-user-id: victim\r\nAuthorization: Bearer TOKEN\r\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-a")).isEqualTo("b x-user-id: victim");
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-user-id:\r\n victim\r\n",
        "x-user-id: a\r\n\tvictim\r\n",
        "x-auth-role: a\r\n victim\r\n"
      })
  void aFoldedOwnedHeaderIsStillOurs(String lines) throws Exception {
    RawHttp.Reply reply = get("/hello", lines + "Authorization: Bearer TOKEN\r\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().path("headers").toString()).doesNotContain("victim");
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: x-user-id\r\n",
        "Connection: close, x-user-id, x-scopes\r\n",
        "Connection: TE, x-user-id\r\nTE: trailers, x-user-id\r\n"
      })
  void noConnectionHeaderTakesOurIdentityAway(String lines) throws Exception {
    RawHttp.Reply reply = get("/hello", "Authorization: Bearer TOKEN\r\n" + lines);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
    assertThat(reply.echoed("x-scopes")).isEqualTo(tokens.scope());
  }

  /** Envoy drops what Connection names before it asks: such a credential was never shown. */
  @Test
  void aCredentialThatConnectionNamesIsMissing() throws Exception {
    RawHttp.Reply reply =
        get("/hello", "Authorization: Bearer TOKEN\r\nConnection: authorization\r\n");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("credential_missing");
  }

  @Test
  void aTrailerIsNoHeader() throws Exception {
    RawHttp.Reply reply =
        send(
            withToken(
                lines(
                    "POST /hello HTTP/1.1",
                    "Host: api",
                    "Authorization: Bearer TOKEN",
                    "Transfer-Encoding: chunked",
                    "Trailer: x-user-id, x-auth-role",
                    "",
                    "1",
                    "a",
                    "0",
                    "x-user-id: victim",
                    "x-auth-role: victim",
                    "")));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
    assertThat(reply.echoed("x-auth-role")).isEmpty();
  }

  @Test
  void aTokenInATrailerIsNoCredential() throws Exception {
    RawHttp.Reply reply =
        send(
            withToken(
                lines(
                    "POST /hello HTTP/1.1",
                    "Host: api",
                    "Transfer-Encoding: chunked",
                    "Trailer: authorization",
                    "",
                    "0",
                    "Authorization: Bearer TOKEN",
                    "")));
    assertThat(reply.code()).isEqualTo("credential_missing");
  }

  /** Where the policy does not take API keys, their header neither counts nor disturbs. */
  @Test
  void anApiKeyIsNothingWhereNoPolicyTakesIt() throws Exception {
    assertThat(get("/catalog/x", "x-api-key: TOKEN\r\n").code()).isEqualTo("credential_missing");
    assertThat(
            get("/catalog/x", "x-api-key: k\r\nAuthorization: Bearer TOKEN\r\n")
                .echoed("x-user-id"))
        .isEqualTo(tokens.subject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-envoy-original-path: /public/page\r\n",
        "x-envoy-internal: true\r\n",
        "x-envoy-auth-partial-body: true\r\n",
        "x-envoy-auth-failure-mode-allowed: true\r\n",
        "x-envoy-auth-headers-to-remove: authorization\r\n",
        "x-forwarded-uri: /public/page\r\nx-forwarded-host: public\r\nx-forwarded-prefix: /public\r\n",
        "X-HTTP-Method-Override: OPTIONS\r\n"
      })
  void headersOfProxiesChangeNoDecision(String lines) throws Exception {
    assertThat(get("/hello", lines).code()).isEqualTo("credential_missing");
    RawHttp.Reply reply = get("/hello", lines + "Authorization: Bearer TOKEN\r\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//public/page",
        "/public/../hello",
        "/public/%2e%2e/hello",
        "/public/%2E%2E/hello",
        "/%2f",
        "/public%2Fpage",
        "/public/a;x=/../hello",
        "/public/a\\b",
        "/public/a%00",
        "/public/a%3Fx",
        "/PUBLIC/page",
        "/publicly",
        "http://api/public/../hello",
        "*"
      })
  void whatReachesTheUpstreamUnaskedIsAPlainPublicPath(String path) throws Exception {
    RawHttp.Reply reply = get(path, "");
    assertThat(reply.status()).as(path + reply.body()).isNotEqualTo(500);
    if (reply.reachedTheUpstream()) {
      assertThat(reply.body().path("path").asText()).matches("/public(/[a-z]+)+");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u0080", "\u00ff", "\u00c0\u00c0", "\u00c3("})
  void strangeBytesInTheTokenAreRefused(String bytes) throws Exception {
    RawHttp.Reply reply = get("/hello", "Authorization: Bearer " + bytes + "TOKEN\r\n");
    assertThat(reply.status() == 0 || reply.status() == 400 || reply.status() == 401)
        .as("%s", reply.status())
        .isTrue();
  }

  @Test
  void strangeBytesInAnUnrelatedHeaderChangeNoDecision() throws Exception {
    String odd = "x-note: \u00c0\u00c0\u00ff\r\n";
    RawHttp.Reply without = get("/hello", odd);
    assertThat(without.code()).as("%s", without).isEqualTo("credential_missing");
    assertThat(get("/hello", odd + "Authorization: Bearer TOKEN\r\n").status()).isEqualTo(200);
  }

  /** CVE-2024-23324; duplicates then come as one, with a comma. */
  @Test
  void withoutRawHeadersTheDecisionsAreTheSame(@TempDir Path folder) throws Exception {
    try (RawHttpEnvoy envoy =
        RawHttpEnvoy.start(
            SYSTEM.get().system().plan().ports(),
            folder,
            yaml -> yaml.replace("encode_raw_headers: true", "encode_raw_headers: false"))) {
      String odd = "x-note: \u00c0\u00c0\u00ff\r\n";
      String token = withToken("Authorization: Bearer TOKEN\r\n");
      assertThat(envoy.get("/hello", odd).code()).isEqualTo("credential_missing");
      assertThat(envoy.get("/hello", odd + "x-user-id: victim\r\n" + token))
          .satisfies(HostileRequestsTest::isTheTokensSubject);
      assertThat(envoy.get("/hello", odd + "Authorization: Bearer \u00c0\u00c0\r\n").code())
          .isEqualTo("token_invalid");
      assertThat(envoy.get("/hello", odd + token + token).code()).isEqualTo("credential_malformed");
    }
  }

  private static void isTheTokensSubject(RawHttp.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.echoed("x-user-id")).isEqualTo(tokens.subject());
  }

  @ParameterizedTest
  @ValueSource(ints = {48 * 1024, 1024 * 1024})
  void envoyRefusesATokenBeyondItsHeaderLimit(int length) throws Exception {
    RawHttp.Reply reply = get("/hello", "Authorization: Bearer " + "a".repeat(length) + "\r\n");
    assertThat(reply.status() == 0 || reply.status() == 431).as("%s", reply.status()).isTrue();
  }

  @Test
  void aHeaderOf60KiBIsRefused() throws Exception {
    RawHttp.Reply reply =
        get("/hello", "x-a: " + "a".repeat(60 * 1024) + "\r\nAuthorization: Bearer TOKEN\r\n");
    assertThat(reply.status() == 0 || reply.status() == 431).as("%s", reply.status()).isTrue();
  }

  @Test
  void tenThousandHeadersAreRefused() throws Exception {
    RawHttp.Reply reply =
        get("/hello", "a: b\r\n".repeat(10_000) + "Authorization: Bearer TOKEN\r\n");
    assertThat(reply.status() == 0 || reply.status() == 431).as("%s", reply.status()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "HEAD", "POST", "DELETE"})
  void everyMethodNeedsATokenOnAProtectedRoute(String method) throws Exception {
    RawHttp.Reply reply =
        send(method + " /hello HTTP/1.1\r\nHost: api\r\nContent-Length: 0\r\n\r\n");
    assertThat(reply.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT api:443 HTTP/1.1",
        "GET /hello HTTP/1.1,Connection: Upgrade,Upgrade: websocket",
        "GET /hello HTTP/1.1,Connection: Upgrade,Upgrade: h2c,HTTP2-Settings: AAMAAABkAAQAAP__"
      })
  void noUpgradeOrTunnelGoesAroundTheCheck(String request) throws Exception {
    RawHttp.Reply reply = send(lines(request.split(",", -1)) + "Host: api:443\r\n\r\n");
    assertThat(reply.status()).isNotIn(101, 200);
    assertThat(reply.reachedTheUpstream()).isFalse();
  }

  private static RawHttp.Reply get(String path, String lines) throws Exception {
    RawHttp.Reply first = RawHttp.get(port(), withToken(path), withToken(lines));
    RawHttp.Reply good =
        RawHttp.get(port(), "/hello", withToken("Authorization: Bearer TOKEN\r\n"));
    assertThat(good.status()).isEqualTo(200);
    RawHttp.Reply second = RawHttp.get(port(), withToken(path), withToken(lines));
    RawHttp.Reply third = RawHttp.get(port(), withToken(path), withToken(lines));
    assertThat(List.of(verdict(second), verdict(third))).containsOnly(verdict(first));
    return checked(first);
  }

  private static RawHttp.Reply send(String request) throws Exception {
    return checked(RawHttp.send(port(), request));
  }

  /** A reset and a status are both Envoy's refusal: which of them is seen is a race of bytes. */
  private static String verdict(RawHttp.Reply reply) {
    if (reply.reachedTheUpstream()) {
      return "the upstream's " + reply.status();
    }
    return reply.code().isEmpty() ? "refused at the edge" : reply.status() + " " + reply.code();
  }

  private static RawHttp.Reply checked(RawHttp.Reply reply) {
    reply.body().path("headers").properties().stream()
        .filter(header -> isOwned(header.getKey()))
        .forEach(header -> assertThat(header.getValue().toString()).doesNotContain("victim"));
    if (!reply.code().isEmpty()) {
      assertThat(reply.head())
          .contains("content-type: application/problem+json", "cache-control: no-store");
      assertThat(reply.body().path("request_id").asText()).isNotEmpty();
    }
    return reply;
  }

  private static boolean isOwned(String header) {
    String name = header.replace('_', '-');
    return name.startsWith("x-auth-")
        || List.of("x-user-id", "x-session-id", "x-scopes", "x-tenant-id").contains(name);
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private static int port() {
    return SYSTEM.get().system().plan().ports().envoy().api();
  }

  private static String withToken(String text) {
    return text.replace("TOKEN", tokens.access());
  }
}
