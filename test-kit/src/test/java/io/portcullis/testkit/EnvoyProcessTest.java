package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envoy alone, with nobody to ask: what it owes then, and what it stops by itself. */
class EnvoyProcessTest {
  private static final int UPSTREAM_PORT = FreePorts.next();

  @RegisterExtension
  static final SharedFixture<EnvoyProcess> ENVOY =
      SharedFixture.of(() ->
          EnvoyProcess.start(EnvoyAddresses.free(UPSTREAM_PORT, "127.0.0.1:" + FreePorts.next())));

  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static EchoUpstream upstream;

  @BeforeAll
  static void startUpstream() {
    upstream = EchoUpstream.start(UPSTREAM_PORT);
  }

  @AfterAll
  static void stopUpstream() {
    upstream.close();
    CLIENT.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/payments/1", "/catalog/1", "/public/1"})
  void failsClosedOnEveryRouteWithoutAnAuthorizationServer(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(503);
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void sendsSecurityHeadersWithItsOwnAnswersToo() throws Exception {
    HttpResponse<String> answer = get("/");

    assertThat(answer.headers().map())
        .containsKeys(
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options",
            "content-security-policy",
            "x-request-id");
  }

  @Test
  void refusesATokenOf48KibibytesByItsLength() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(ENVOY.get().uri().resolve("/"))
            .header("Authorization", "Bearer " + "a".repeat(48 * 1024))
            .build();

    assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(431);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x_user_id: victim", // an underscore for a hyphen
        "x-user-id : victim", // a space before the colon
      })
  void refusesAMisleadingHeader(String header) throws Exception {
    assertThat(rawStatusLine("GET / HTTP/1.1", header)).contains(" 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%2fadmin", "/public/%2e%2e%2fadmin", "/a%5cb", "/a%00"})
  void refusesAnEscapedSlashOrNulInThePath(String path) throws Exception {
    assertThat(rawStatusLine("GET " + path + " HTTP/1.1", "a: b")).contains(" 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/payments;a=b/x", "/catalog/%2e%2e;/payments/x", "/a%3bb"})
  void refusesPathParameters(String path) throws Exception {
    assertThat(rawStatusLine("GET " + path + " HTTP/1.1", "a: b")).contains(" 400 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public/%2e%2e/admin",
        "/public/..;/admin",
        "/public/a\\..\\..\\admin",
        "/public/.hidden",
        "/publicity",
      })
  void takesNoPathForPublicThatIsNotPlain(String path) throws Exception {
    assertThat(routeOf(path)).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public", "/public/", "/public/a-b/c.txt?x=%2e", "//public/a"})
  void takesPathsThatArePlainOnceNormalizedForPublic(String path) throws Exception {
    assertThat(routeOf(path)).isEqualTo("public");
  }

  @Test
  void startsWithAUnixSocketToo() {
    EnvoyAddresses addresses =
        EnvoyAddresses.free(UPSTREAM_PORT, "unix:///nobody/listens/here.sock");
    try (EnvoyProcess envoy = EnvoyProcess.start(addresses)) {
      assertThat(HttpProbe.status(envoy.uri().resolve("/"))).isEqualTo(503);
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(ENVOY.get().uri().resolve(path)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static String rawStatusLine(String requestLine, String header) throws IOException {
    return rawAnswer(requestLine, header).lines().findFirst().orElse("");
  }

  /** The JDK's client would refuse or mend these requests before they are sent. */
  private static String rawAnswer(String requestLine, String header) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), ENVOY.get().uri().getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String head =
          requestLine + "\r\nhost: localhost\r\nconnection: close\r\n" + header + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The route that Envoy's access log names for this path. */
  private static String routeOf(String path) throws Exception {
    String marker = "x-request-id: ";
    String requestId =
        rawAnswer("GET " + path + " HTTP/1.1", "a: b")
            .lines()
            .filter(line -> line.startsWith(marker))
            .map(line -> line.substring(marker.length()))
            .findFirst()
            .orElseThrow();
    return JSON.readTree(accessLogLine(requestId)).path("route").asText();
  }

  private static String accessLogLine(String requestId) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      Optional<String> line =
          ENVOY.get().log().lines().filter(l -> l.contains(requestId)).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      Pause.millis(10);
    }
    throw new AssertionError("no access log line of request " + requestId);
  }
}
