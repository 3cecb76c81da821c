package io.portcullis.token.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"A", "My shop", "Ünïcode & Söhne", "店"})
  void aNameIsWhatUsersCanRead(String name) {
    assertThat(named(name).displayName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " shop", "shop ", "a\nb", "a\u202eb", "a\u2028b"})
  void aNameHidesNothing(String name) {
    assertThatThrownBy(() -> named(name)).hasMessageStartingWith("a client_name is 1 to 64");
  }

  @Test
  void aNameHas64CharactersAtMost() {
    assertThat(named("n".repeat(64)).displayName()).hasSize(64);
    assertThatThrownBy(() -> named("n".repeat(65))).hasMessageStartingWith("a client_name");
  }

  private static Client named(String name) {
    return client(Optional.of(name), Optional.empty(), RefreshRules.USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example/logout",
        "https://app.example/logout#now",
        "https://user@app.example/logout",
        "ftp://app.example/logout",
        "/logout",
        "https://",
        "not a URI"
      })
  void backChannelLogoutSection2_2AnAddressIsHttpsWithoutFragment(String uri) {
    assertThatThrownBy(() -> BackchannelLogout.of(Optional.of(uri), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "backchannel_logout_uri must be https, or http on a loopback host, at most 1024"
                + " characters long, without fragment or user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example/logout?tenant=1",
        "https://10.0.0.7:8443/",
        "http://127.0.0.1:8080/logout",
        "http://[::1]/logout"
      })
  void backChannelLogoutSection2_2AnAddressMayBePrivateOrHaveAQuery(String uri) {
    assertThat(BackchannelLogout.of(Optional.of(uri), true))
        .hasValueSatisfying(logout -> assertThat(logout.uri()).hasToString(uri));
  }

  @Test
  void backChannelLogoutSection2_2ASessionIsRequiredOfAnAddressOnly() {
    assertThat(BackchannelLogout.of(Optional.empty(), false)).isEmpty();
    assertThatThrownBy(() -> BackchannelLogout.of(Optional.empty(), true))
        .hasMessage("backchannel_logout_session_required needs a backchannel_logout_uri");
  }

  private static Client client(Optional<String> secretHash, RefreshRules refresh) {
    return client(Optional.empty(), secretHash, refresh);
  }

  private static Client client(
      Optional<String> name, Optional<String> secretHash, RefreshRules refresh) {
    return new Client(
        "app",
        name,
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
        TokenAlgorithms.USUAL,
        Set.of(),
        Optional.empty(),
        CertificateRules.NONE);
  }
}
