package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpJwksSourceTest {
  private static final int MAX_BYTES = 1_024;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server = unbound();

  @BeforeEach
  void listen() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.close();
  }

  @Test
  void bringsTheAnswerPastEveryCache() throws Exception {
    serve(exchange -> {
      String asked = exchange.getRequestHeaders().getFirst("Cache-Control");
      byte[] body = asked.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });

    assertThat(source(20_000).fetch()).asString().isEqualTo("no-cache");
  }

  @Test
  void followsNoRedirect() {
    serve(exchange -> {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    });

    assertThatThrownBy(() -> source(20_000).fetch()).hasMessageContaining("answered 302");
  }

  @Test
  void refusesAnswerAboveTheLimit() {
    serve(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(new byte[MAX_BYTES + 1]);
      }
    });

    assertThatThrownBy(() -> source(20_000).fetch()).hasMessageContaining("capacity");
  }

  @Test
  void givesUpOnBodyThatNeverEnds() {
    serve(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      await();
      exchange.close();
    });

    assertThatThrownBy(() -> source(1_000).fetch())
        .hasMessageContaining("no whole answer within 1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.com/jwks",
        "http://127.0.0.1:8081/jwks",
        "http://127.9.9.9/jwks",
        "http://localhost:1/",
        "http://[::1]:8081/"
      })
  void allowsHttpsAndLoopback(String uri) {
    assertThat(HttpJwksSource.isAllowed(URI.create(uri), false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://auth.example.com/",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "/relative"
      })
  void refusesPlainHttpToElsewhere(String uri) {
    assertThatThrownBy(
            () -> new HttpJwksSource(URI.create(uri), Duration.ofSeconds(1), MAX_BYTES, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private HttpJwksSource source(long timeoutMillis) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    return new HttpJwksSource(uri, Duration.ofMillis(timeoutMillis), MAX_BYTES, false);
  }

  private void serve(HttpHandler handler) {
    server.createContext("/", handler);
  }

  private void await() {
    try {
      assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpServer unbound() {
    try {
      return HttpServer.create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
