package io.portcullis.token.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.config.HostPort;
import io.portcullis.kit.lifecycle.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpListenerTest {
  /** Ten a second: half a minute, where a second is allowed. */
  private static final int MOST_BYTES = 300;

  @Test
  void saysInASentenceThatThePortIsInUse() throws Exception {
    HttpLimits limits =
        new HttpLimits(4096, 4096, Duration.ofSeconds(1), 8, 0, Duration.ofSeconds(1));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(() ->
              HttpListener.start(
                  "listener.public",
                  address,
                  Transport.plain(),
                  new Routes(),
                  limits,
                  new SecureRandom()))
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "listener.public: cannot listen on "
                  + address
                  + ": the port is in use by another process");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 4000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfa0\r\n"})
  void aBodyThatComesByteByByteHoldsNoPlaceForLong(String framing) throws Exception {
    HttpLimits limits =
        new HttpLimits(8192, 4096, Duration.ofSeconds(1), 1, 0, Duration.ofSeconds(1));
    HostPort anywhere = new HostPort("127.0.0.1", 0);
    try (HttpListener listener =
            HttpListener.start(
                "listener.public",
                anywhere,
                Transport.plain(),
                new Routes(),
                limits,
                new SecureRandom());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      slow.getOutputStream()
          .write(("POST /any HTTP/1.1\r\nHost: x\r\n" + framing).getBytes(US_ASCII));
      int written = 0;
      while (written < MOST_BYTES && goesOn(slow)) {
        written++;
      }
      assertThat(written).isLessThan(MOST_BYTES);
      HttpResponse<String> next =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + listener.port() + "/nothing"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(next.statusCode()).isEqualTo(404);
    }
  }

  // Each byte within the silence that is allowed.
  private static boolean goesOn(Socket slow) {
    try {
      slow.getOutputStream().write('x');
      slow.setSoTimeout(100);
      return slow.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
