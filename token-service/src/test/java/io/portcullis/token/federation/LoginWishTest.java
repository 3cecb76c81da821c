package io.portcullis.token.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.openid.connect.sdk.Prompt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginWishTest {
  private static final Instant BEGUN = Instant.parse("2030-01-01T12:00:00Z");
  private static final Instant NOW = BEGUN.plusSeconds(600);

  @ParameterizedTest
  @CsvSource({
    // anew, max_age, auth_time after we sent the user there, met
    "false, , , true",
    "false, , -99999, true",
    "true, , , false",
    "true, , -31, false",
    "true, , -30, true",
    "true, , 1, true",
    "true, 7200, -31, false",
    "false, 0, , false",
    "false, 0, -31, false",
    "false, 0, 1, true",
    "false, 700, , false",
    "false, 700, -100, true",
    "false, 700, -101, false",
    "false, 60, 1, true",
  })
  void oidcCoreSection3121ALoginThereIsAsYoungAsIsAskedFor(
      boolean anew, @Nullable Integer maxAge, @Nullable Integer at, boolean met) {
    LoginWish wish =
        new LoginWish(anew, false, Optional.ofNullable(maxAge).map(Duration::ofSeconds));

    assertThat(wish.isMet(Optional.ofNullable(at).map(BEGUN::plusSeconds), BEGUN, NOW))
        .isEqualTo(met);
  }

  @ParameterizedTest
  @CsvSource({"-31, -31", "-30, 0", "0, 0", "500, 500"})
  void oidcCoreSection2TheTimeOfALoginIsTheProvidersOne(int there, int here) {
    assertThat(LoginWish.byOurClock(BEGUN.plusSeconds(there), BEGUN))
        .isEqualTo(BEGUN.plusSeconds(here));
  }

  @Test
  void whoCannotBeAskedAsWhomIsAskedToLogIn() {
    LoginWish wish = new LoginWish(false, true, Optional.empty());

    assertThat(wish.prompt(List.of(Prompt.Type.NONE, Prompt.Type.LOGIN)))
        .contains(new Prompt(Prompt.Type.LOGIN));
    assertThat(wish.prompt(List.of(Prompt.Type.SELECT_ACCOUNT)))
        .contains(new Prompt(Prompt.Type.SELECT_ACCOUNT));
    assertThat(wish.prompt(null)).contains(new Prompt(Prompt.Type.SELECT_ACCOUNT));
    assertThat(LoginWish.ANY.prompt(null)).isEmpty();
  }
}
