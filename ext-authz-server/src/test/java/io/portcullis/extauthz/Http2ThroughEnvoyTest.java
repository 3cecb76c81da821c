package io.portcullis.extauthz;

import static io.portcullis.extauthz.Http2Streams.data;
import static io.portcullis.extauthz.Http2Streams.headers;
import static io.portcullis.extauthz.ServerUnderTest.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2StreamFrame;
import io.portcullis.extauthz.Http2Streams.Reply;
import io.portcullis.testkit.SharedFixture;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client can do frame by frame that no HTTP/1 request can: trailers without announcement,
 * bodies before anybody was asked, tunnels. Of all that a client says of itself, "victim", not a
 * byte may reach the upstream.
 */
final class Http2ThroughEnvoyTest {
  /** RFC 9113, 3.4: the preface, empty settings, and a GET of / with an x-user-id on stream 1. */
  private static final String EARLY_HTTP2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
          + "\0\0\25\1\5\0\0\0\1\u0082\u0086\u0084\0\11x-user-id\6victim";

  @TempDir private static Path folder = Path.of("");

  @RegisterExtension
  static final SharedFixture<ServerBehindEnvoy> EDGE =
      SharedFixture.of(() -> ServerBehindEnvoy.start(folder, "", UnaryOperator.identity()));

  private final Map<String, Object> claims = TOKENS.claims();
  private final String token = TOKENS.mint(claims);
  private final Http2Streams client = new Http2Streams(EDGE.get().port());

  /** After one good request, so that whatever went before it has arrived. */
  @AfterEach
  void nothingOfTheVictimReachedTheUpstream() throws Exception {
    Reply good = client.exchange(post("authorization", "Bearer " + token), data(true, "done"));
    client.close();
    assertThat(good.status()).isEqualTo("200");
    assertThat(EDGE.get().upstream().seen()).contains("done").doesNotContain("victim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-user-id", "x-session-id", "x-auth-role"})
  void aTrailerIsNoHeader(String name) throws Exception {
    Reply reply =
        client.exchange(
            post("authorization", "Bearer " + token),
            data(false, "body"),
            headers(true, name, "victim"));

    assertThat(reply.status()).isEqualTo("200");
    assertThat(reply.body()).contains("body").containsOnlyOnce(subjectLine());
  }

  @Test
  void envoyRefusesUnderscoresInATrailerToo() throws Exception {
    Reply reply =
        client.exchange(
            post("authorization", "Bearer " + token),
            data(false, "body"),
            headers(true, "x_user_id", "victim"));

    assertThat(reply.status()).isIn("", "400");
  }

  @Test
  void aTokenInATrailerIsNoCredential() throws Exception {
    Reply reply =
        client.exchange(
            post(), data(false, "victim"), headers(true, "authorization", "Bearer " + token));

    assertRefused(reply);
  }

  @ParameterizedTest
  @CsvSource({"x-user-id", "x-scopes", "x-auth-role"})
  void aHeaderOfTheClientsIsOurs(String name) throws Exception {
    Reply reply =
        client.exchange(
            post(name, "victim", "authorization", "Bearer " + token, name, "victim"),
            data(true, "body"));

    assertThat(reply.status()).isEqualTo("200");
    assertThat(reply.body()).containsOnlyOnce(subjectLine());
  }

  /** RFC 9113, 8.2.1 and 8.2.2: such a message is malformed. */
  @ParameterizedTest
  @CsvSource({
    "X-User-Id,victim",
    "connection,x-user-id",
    "'x-user-id ',victim",
    "x_user_id,victim"
  })
  void envoyRefusesWhatNoHeaderMayBe(String name, String value) throws Exception {
    Reply reply =
        client.exchange(
            post("authorization", "Bearer " + token, name, value), data(true, "victim"));

    assertThat(reply.status()).isIn("", "400");
  }

  /** CVE-2025-64763 is of the same kind: bytes pass on before the answer that they wait for. */
  @Test
  void aBodySentEarlyWaitsForTheDecision() throws Exception {
    assertRefused(client.exchange(post("x-user-id", "victim"), data(true, "victim")));
    assertRefused(
        client.exchange(
            post("authorization", "Bearer " + token.substring(1)),
            data(false, "victim".repeat(2000)),
            headers(true, "x-user-id", "victim")));
  }

  @Test
  void aBodySentEarlyArrivesWholeOnceAllowed() throws Exception {
    String body = "b".repeat(20_000);

    Reply reply = client.exchange(post("authorization", "Bearer " + token), data(true, body));

    assertThat(reply.body().replaceAll("[^b]", "")).contains(body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noTunnelTakesEarlyData(boolean extended) throws Exception {
    Http2StreamFrame connect =
        extended
            ? headers(
                false,
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":path",
                "/hello",
                ":authority",
                "api",
                "authorization",
                "Bearer " + token)
            : headers(
                false,
                ":method",
                "CONNECT",
                ":authority",
                "api:443",
                "authorization",
                "Bearer " + token);

    Reply reply =
        client.exchange(connect, data(true, "GET /hello HTTP/1.1\r\nx-user-id: victim\r\n\r\n"));

    assertThat(reply.status()).isIn("", "403", "404");
  }

  @ParameterizedTest
  @CsvSource({
    "h2c, 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__', 401, 200",
    "websocket, 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 403, 403"
  })
  void noUpgradeTakesEarlyData(
      String protocol, String connection, String more, String unknown, String known)
      throws Exception {
    String upgrade = connection + "\r\nUpgrade: " + protocol + "\r\n" + more + "\r\n";

    assertThat(statuses(upgrade)).matches(unknown + "( 400)?");
    assertThat(statuses("Authorization: Bearer " + token + "\r\n" + upgrade))
        .matches(known + "( 400)?");
  }

  /** Of all answers to an upgrade and a second request in HTTP/2 right behind it. */
  private static String statuses(String headerLines) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), EDGE.get().port())) {
      socket.setSoTimeout(30_000);
      String sent = "GET /hello HTTP/1.1\r\nHost: api\r\n" + headerLines + "\r\n" + EARLY_HTTP2;
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answers
          .lines()
          .filter(line -> line.startsWith("HTTP/1.1 "))
          .map(line -> line.substring(9, 12))
          .collect(Collectors.joining(" "));
    }
  }

  private String subjectLine() {
    return "x-user-id: " + claims.get("sub") + "\r\n";
  }

  private static Http2StreamFrame post(String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of(":method", "POST", ":scheme", "http", ":path", "/hello", ":authority", "api"));
    pairs.addAll(List.of(more));
    return headers(false, pairs.toArray(String[]::new));
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo("401");
    assertThat(reply.body()).contains("\"code\"");
  }
}
