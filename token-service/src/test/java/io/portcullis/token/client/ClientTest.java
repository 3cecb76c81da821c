package io.portcullis.token.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientTest {
  private static final RefreshRules UNROTATED = new RefreshRules(Optional.empty(), false);

  @Test
  void rfc9700Section414RotatesEveryPublicClientsRefreshTokens() {
    assertThatThrownBy(() -> client(Optional.empty(), UNROTATED))
        .hasMessage("the public client app must have its refresh tokens rotated");
    assertThat(client(Optional.of("00"), UNROTATED).refresh().rotates()).isFalse();
  }

  @Test
  void aGraceIsAMinuteAtMost() {
    assertThat(new RefreshRules(Optional.of(Duration.ofSeconds(60)), true).rotates()).isTrue();
    assertThatThrownBy(() -> new RefreshRules(Optional.of(Duration.ofSeconds(61)), true))
        .hasMessage("a refresh grace is 0 to 60 s");
  }

  private static Client client(Optional<String> secretHash, RefreshRules refresh) {
    return new Client(
        "app",
        secretHash,
        Optional.empty(),
        Set.of("refresh_token"),
        Set.of(),
        List.of(),
        List.of(),
        "api",
        Set.of(),
        Set.of(),
        refresh,
        false,
        false,
        Optional.empty(),
        Set.of());
  }
}
