package io.portcullis.token.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.kit.config.Secret;
import io.portcullis.testkit.MutableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderDirectoryTest {
  private static final int CALLERS = 32;

  private final MutableClock clock = MutableClock.at(Instant.parse("2030-01-01T00:00:00Z"));
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch started = new CountDownLatch(CALLERS);
  private volatile boolean waits;
  private volatile boolean fails;
  private volatile String tokenEndpoint = "/token";
  private HttpServer server;
  private ProviderDirectory directory;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Provider provider =
        new Provider(
            "one",
            "One",
            URI.create(issuer()),
            URI.create("https://auth.example/oauth2/callback/one"),
            "portcullis",
            Secret.of("secret"),
            List.of("openid"),
            false);
    directory =
        new ProviderDirectory(
            provider,
            new ProviderHttp(provider.issuer(), Duration.ofSeconds(20)),
            clock,
            new Random(6));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void manyCallersAtOnceAskOnce() throws Exception {
    waits = true;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers =
          Stream.generate(() ->
                  callers.submit(() -> {
                    started.countDown();
                    return directory.entry().isPresent();
                  }))
              .limit(CALLERS)
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }

    assertThat(asked).hasValue(1);
  }

  @Test
  void aFailureOfManyCallersAtOnceIsOne() throws Exception {
    waits = true;
    fails = true;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers =
          Stream.generate(() ->
                  callers.submit(() -> {
                    started.countDown();
                    return directory.entry().isPresent();
                  }))
              .limit(CALLERS)
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isFalse();
      }
    }

    assertThat(asked).hasValue(1);
  }

  @Test
  void aProviderThatFailsIsAskedLessAndLessOften() {
    fails = true;
    for (int failures = 0; failures < 8; failures++) {
      long most =
          Math.min(
              ProviderDirectory.FIRST_WAIT.toMillis() << failures,
              ProviderDirectory.MAX_WAIT.toMillis());
      assertThat(directory.entry()).isEmpty();
      assertThat(asked).hasValue(failures + 1);
      clock.advance(Duration.ofMillis(most / 2));
      assertThat(directory.entry()).isEmpty();
      assertThat(asked).as("in half of %s ms", most).hasValue(failures + 1);
      clock.advance(Duration.ofMillis(most - most / 2));
    }
    fails = false;

    assertThat(directory.entry()).isPresent();
  }

  @Test
  void whatItSaidIsAskedAgainAfterAnHourAndCountsForADayWhileItFails() {
    assertThat(directory.entry()).isPresent();
    clock.advance(ProviderDirectory.FRESH.minusMillis(1));
    assertThat(directory.entry()).isPresent();
    assertThat(asked).hasValue(1);
    fails = true;
    clock.advance(Duration.ofMillis(1));
    assertThat(directory.entry()).isPresent();
    assertThat(asked).hasValue(2);
    clock.advance(ProviderDirectory.MAX_STALE.minus(ProviderDirectory.FRESH).minusMillis(1));
    assertThat(directory.entry()).isPresent();
    clock.advance(Duration.ofMillis(1));

    assertThat(directory.entry()).isEmpty();
  }

  @Test
  void whoeverIsNamedIsCalledOnlyWhereThatMayBe() {
    tokenEndpoint = "http://other.example/token";

    assertThat(directory.entry()).isEqualTo(Optional.empty());
    assertThat(asked).hasValue(1);
  }

  private String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    if (waits) {
      try {
        started.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] body =
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%2$s","jwks_uri":"%1$s/jwks",
        "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}
        """
            .formatted(issuer(), URI.create(issuer()).resolve(tokenEndpoint))
            .getBytes(UTF_8);
    exchange.sendResponseHeaders(fails ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
