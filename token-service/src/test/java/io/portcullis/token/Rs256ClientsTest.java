package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.kit.lifecycle.StartupException;
import io.portcullis.token.client.CertificateRules;
import io.portcullis.token.client.Client;
import io.portcullis.token.client.RefreshRules;
import io.portcullis.token.client.TokenAlgorithms;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without keys of RS256 nothing starts that has promised any. */
class Rs256ClientsTest {
  @ParameterizedTest
  @ValueSource(strings = {"id_token_signed_response_alg", "access_token_signed_response_alg"})
  void aSeedThatAsksForItIsRefused(String key) {
    assertThatThrownBy(() ->
            TokenServiceFixture.start(
                UnaryOperator.identity(),
                "  - {client_id: late, scopes: [read], " + key + ": RS256}\n"))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("the seed file ")
        .hasMessageEndingWith(": the client late asks for RS256, so signing.rs256 must be true");
  }

  @Test
  void soIsAStartWhereOneIsRegisteredForIt() throws Exception {
    Optional<String> rs256 = Optional.of("RS256");
    try (TokenServiceFixture service = TokenServiceFixture.start(UnaryOperator.identity())) {
      service.register(client("one", new TokenAlgorithms(rs256, Optional.empty())));
      service.register(client("two", new TokenAlgorithms(Optional.empty(), rs256)));
      service.stop();
      assertThatThrownBy(service::startAgain)
          .isInstanceOf(StartupException.class)
          .hasMessage(
              "signing.rs256: must be true while clients are registered for RS256: [one, two]");

      service.stop();
      service.register(client("one", TokenAlgorithms.USUAL));
      service.register(client("two", TokenAlgorithms.USUAL));
      service.startAgain();
      assertThat(service.open().get("/.well-known/jwks.json").status()).isEqualTo(200);
    }
  }

  private static Client client(String id, TokenAlgorithms algorithms) {
    return new Client(
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of("refresh_token"),
        Set.of("read"),
        List.of(),
        List.of(),
        "api",
        Set.of(),
        Set.of(),
        RefreshRules.USUAL,
        true,
        false,
        algorithms,
        Set.of(),
        Optional.empty(),
        CertificateRules.NONE);
  }
}
