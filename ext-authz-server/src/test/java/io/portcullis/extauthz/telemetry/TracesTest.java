package io.portcullis.extauthz.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.portcullis.extauthz.envoy.House;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector is sent, over HTTP. */
class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String NOT_SAMPLED = "00-" + TRACE + "-" + PARENT + "-00";

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer collector;
  private Traces traces;

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    traces =
        new Traces(
            URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces"));
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void aSampledRequestBecomesASpanOfItsTrace() {
    String token = House.draft(House.ES256).signed();

    String sent = sentAfter("traceparent", SAMPLED, "authorization", "Bearer " + token);

    assertThat(sent)
        .contains(octets(TRACE), octets(PARENT), "envoy.service.auth.v3.Authorization/Check")
        .contains("portcullis.decision", "allow", "verified")
        .doesNotContain(token, "u-1");
  }

  @Test
  void aDenialIsToldByItsReason() {
    assertThat(sentAfter("traceparent", SAMPLED)).contains("deny", "credential_missing");
  }

  @Test
  void nothingElseBecomesASpan() {
    House house = House.around(traces::tracing);
    house.check(House.request(""));
    house.check(House.request("", "traceparent", NOT_SAMPLED));
    house.check(House.request("", "traceparent", "01-nonsense"));

    assertThat(sentAfter("traceparent", NOT_SAMPLED)).isEmpty();
  }

  /** All that the collector got from a request with these headers. */
  private String sentAfter(String... headers) {
    House.around(traces::tracing).check(House.request("", headers));
    traces.close();
    return String.join("", received);
  }

  private static String octets(String hex) {
    return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
  }
}
