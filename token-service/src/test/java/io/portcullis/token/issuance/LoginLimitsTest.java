package io.portcullis.token.issuance;

import static io.portcullis.token.limit.RateLimit.LOGIN_PER_ADDRESS;
import static io.portcullis.token.limit.RateLimit.LOGIN_PER_DEVICE;
import static io.portcullis.token.limit.RateLimit.LOGIN_PER_USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.token.limit.LocalKnownDevices;
import io.portcullis.token.limit.LocalRateLimits;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RatesPerMinute;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final String ADA = "ada@example.com";
  private static final LoginPlace HOME = place("home");
  private static final LoginPlace LAPTOP = new LoginPlace("cafe", Optional.of("laptop"));

  private final LoginLimits limits =
      new LoginLimits(
          new LocalRateLimits(
              new RatesPerMinute()
                  .with(LOGIN_PER_ADDRESS, 3)
                  .with(LOGIN_PER_USER, 5)
                  .with(LOGIN_PER_DEVICE, 2)),
          new LocalKnownDevices());

  @Test
  void strangersFromManyAddressesUseUpOnlyWhatStrangersHave() {
    limits.succeeded(HOME, ADA);
    strangersTry();

    assertThat(limitAt(place("elsewhere"))).contains(LOGIN_PER_USER);
    assertThat(limitAt(HOME)).isEmpty();
  }

  @Test
  void aKnownBrowserIsKnownWhereverItIsAndWhateverItsNeighboursDo() {
    limits.succeeded(LAPTOP, ADA);
    strangersTry();
    for (int i = 0; i < 3; i++) {
      limits.exhausted(place("train"), "bob@example.com");
    }

    assertThat(limitAt(place("train"))).contains(LOGIN_PER_ADDRESS);
    assertThat(limitAt(new LoginPlace("train", Optional.of("laptop")))).isEmpty();
    assertThat(limitAt(new LoginPlace("train", Optional.of("tablet")))).contains(LOGIN_PER_ADDRESS);
  }

  @Test
  void aKnownDeviceMayNotGuessForEver() {
    limits.succeeded(LAPTOP, ADA);
    limitAt(LAPTOP);
    limitAt(LAPTOP);

    assertThat(limitAt(LAPTOP)).contains(LOGIN_PER_DEVICE);
  }

  @Test
  void aDeviceIsKnownToItsAccountOnly() {
    limits.succeeded(HOME, "bob@example.com");
    strangersTry();

    assertThat(limitAt(HOME)).contains(LOGIN_PER_USER);
  }

  @Test
  void allSpellingsOfAnAddressAreOneAccount() {
    limits.succeeded(HOME, "ADA@example.com");
    strangersTry();

    assertThat(limitAt(HOME)).isEmpty();
  }

  private void strangersTry() {
    for (int i = 0; i < 5; i++) {
      limits.exhausted(place("far-" + i), ADA);
    }
  }

  private Optional<RateLimit> limitAt(LoginPlace place) {
    return limits.exhausted(place, ADA).map(Exhausted::limit);
  }

  private static LoginPlace place(String address) {
    return new LoginPlace(address, Optional.empty());
  }
}
