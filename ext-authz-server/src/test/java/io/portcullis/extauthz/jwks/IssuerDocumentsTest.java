package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerDocumentsTest {
  private static final int MAX_BYTES = 1_024;

  private LoopbackIssuer issuer;

  @BeforeEach
  void listen() throws Exception {
    issuer = LoopbackIssuer.start();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void bringsTheAnswerPastEveryCache() throws Exception {
    issuer.handle(
        "/jwks",
        exchange -> {
          byte[] body = exchange.getRequestHeaders().getFirst("Cache-Control").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });

    assertThat(documents(20_000).fetch(issuer.uri("/jwks"))).asString().isEqualTo("no-cache");
  }

  @Test
  void takesAnswerOfExactlyTheLimit() throws Exception {
    issuer.serve("/jwks", new byte[MAX_BYTES]);

    assertThat(documents(20_000).fetch(issuer.uri("/jwks"))).hasSize(MAX_BYTES);
  }

  @Test
  void refusesAnswerAboveTheLimit() {
    issuer.handle(
        "/jwks",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[MAX_BYTES + 1]);
        });

    assertThatThrownBy(() -> documents(20_000).fetch(issuer.uri("/jwks")))
        .hasMessageContaining("capacity");
  }

  @Test
  void followsNoRedirect() {
    issuer.serve("/elsewhere", new byte[] {'{', '}'});
    issuer.redirect("/jwks", "/elsewhere");

    assertThatThrownBy(() -> documents(20_000).fetch(issuer.uri("/jwks")))
        .hasMessageContaining("answered 302");
    assertThat(issuer.asked()).containsExactly("/jwks");
  }

  @Test
  void givesUpOnBodyThatNeverEnds() {
    issuer.drip("/jwks");

    assertThatThrownBy(() -> documents(1_000).fetch(issuer.uri("/jwks")))
        .hasMessageContaining("no whole answer within 1000");
  }

  @Test
  void tellsDocumentThatDoesNotExistFromOneThatCannotBeHad() throws Exception {
    issuer.answer("/broken", 500, new byte[0]);

    assertThat(documents(20_000).find(issuer.uri("/absent"))).isEmpty();
    assertThatThrownBy(() -> documents(20_000).find(issuer.uri("/broken")))
        .hasMessageContaining("answered 500");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://auth.example.com/", "ftp://127.0.0.1/", "file:///etc/passwd"})
  void asksNobodyOverPlainHttpElsewhere(String uri) {
    assertThatThrownBy(() -> documents(20_000).fetch(URI.create(uri)))
        .hasMessageContaining("is neither https nor http to a loopback address");
  }

  private static IssuerDocuments documents(long timeoutMillis) {
    return new IssuerDocuments(Duration.ofMillis(timeoutMillis), MAX_BYTES, false);
  }
}
