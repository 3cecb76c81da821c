package io.portcullis.extauthz;

import static io.portcullis.extauthz.ServerUnderTest.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.FreePorts;
import io.portcullis.testkit.TokenFactory;
import io.portcullis.testkit.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer rotates its keys, and whoever watches a node sees which of them it holds. */
final class HeldKeysTest {
  private static final String OTHER = "https://other.example.com";
  private static final TokenKey NOW = TokenKey.es256("k-now");
  private static final TokenKey NEXT = TokenKey.rs256("k-next");

  @TempDir private Path directory = Path.of("");
  private final List<Integer> ports = FreePorts.next(3);
  private final GrpcAsker envoy = GrpcAsker.tcp(ports.get(0));

  @AfterEach
  void close() {
    envoy.close();
  }

  @Test
  void aKeyIsShownBeforeItSignsAndNoLongerWhenItIsGone() throws Exception {
    publish("jwks.json", NOW);
    publish("other.json", TokenKey.es256("k-now"));
    try (ServerUnderTest server = start()) {
      await(server, scrape -> held(scrape).size() == 2);
      assertThat(held(server.scrape()))
          .containsExactlyInAnyOrder(line(ISSUER, "k-now"), line(OTHER, "k-now"));
      assertThat(envoy.code("", tokens(NEXT).mint())).isEqualTo("token_invalid");

      publish("jwks.json", NOW, NEXT);
      await(server, scrape -> held(scrape).contains(line(ISSUER, "k-next")));
      assertThat(held(server.scrape())).contains(line(ISSUER, "k-now"), line(OTHER, "k-now"));
      assertThat(envoy.code("", tokens(NEXT).mint())).isEqualTo("ok");
      assertThat(envoy.code("", tokens(NOW).mint())).isEqualTo("ok");

      publish("jwks.json", NEXT);
      await(server, scrape -> !held(scrape).contains(line(ISSUER, "k-now")));
      assertThat(held(server.scrape()))
          .containsExactlyInAnyOrder(line(ISSUER, "k-next"), line(OTHER, "k-now"));
    }
  }

  private ServerUnderTest start() throws Exception {
    return ServerUnderTest.start(
        """
        listener: {grpc: "127.0.0.1:%d", probes: "127.0.0.1:%d", metrics: "127.0.0.1:%d"}
        issuers:
          - {issuer: %s, jwks: {file: %s/jwks.json, refresh: 1s}, audiences: [api],
             algorithms: [ES256, RS256]}
          - {issuer: %s, jwks: {file: %s/other.json}, audiences: [api]}
        revocation: {mode: none}
        drain: {delay: 0s, timeout: 5s}
        """
            .formatted(
                ports.get(0), ports.get(1), ports.get(2), ISSUER, directory, OTHER, directory),
        ports.get(1),
        ports.get(2));
  }

  private void publish(String file, TokenKey... keys) throws IOException {
    Path next = Files.writeString(directory.resolve("next.json"), TokenFactory.jwks(keys));
    Files.move(next, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }

  private static TokenFactory tokens(TokenKey key) {
    return new TokenFactory(ISSUER, key, InstantSource.system());
  }

  private static List<String> held(String scrape) {
    return scrape.lines().filter(line -> line.startsWith("portcullis_jwks_key_held{")).toList();
  }

  private static String line(String issuer, String kid) {
    return "portcullis_jwks_key_held{issuer=\"" + issuer + "\",kid=\"" + kid + "\"} 1.0";
  }

  private static void await(ServerUnderTest server, Predicate<String> shown) throws Exception {
    for (int i = 0; !shown.test(server.scrape()); i++) {
      if (i > 1_000) {
        throw new AssertionError("it did not come about:\n" + server.scrape());
      }
      Thread.sleep(20);
    }
  }
}
