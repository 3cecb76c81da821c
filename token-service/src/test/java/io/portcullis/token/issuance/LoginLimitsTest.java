package io.portcullis.token.issuance;

import static io.portcullis.token.limit.RateLimit.LOGIN_PER_ADDRESS;
import static io.portcullis.token.limit.RateLimit.LOGIN_PER_DEVICE;
import static io.portcullis.token.limit.RateLimit.LOGIN_PER_USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.MutableClock;
import io.portcullis.token.limit.DelayRules;
import io.portcullis.token.limit.LocalFailureDelays;
import io.portcullis.token.limit.LocalKnownDevices;
import io.portcullis.token.limit.LocalRateLimits;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RatesPerMinute;
import io.portcullis.token.limit.Verdict.Exhausted;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final String ADA = "ada@example.com";
  private static final String BOB = "bob@example.com";
  private static final LoginPlace HOME = place("home");
  private static final LoginPlace LAPTOP = new LoginPlace("cafe", Optional.of("laptop"));

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-07-01T12:00:00Z"));

  /** Limited by the minute. */
  private final LoginLimits permits =
      limits(
          new RatesPerMinute()
              .with(LOGIN_PER_ADDRESS, 3)
              .with(LOGIN_PER_USER, 5)
              .with(LOGIN_PER_DEVICE, 2),
          Map.of());

  /** One waits after the third wrong password, or the fifth from one address. */
  private final LoginLimits delays =
      limits(
          new RatesPerMinute(),
          Map.of(
              LOGIN_PER_USER, rules(2), LOGIN_PER_DEVICE, rules(2), LOGIN_PER_ADDRESS, rules(4)));

  @Test
  void strangersFromManyAddressesUseUpOnlyWhatStrangersHave() {
    logIn(permits, HOME, ADA);
    strangersTry(permits);

    assertThat(limitAt(permits, place("elsewhere"), ADA)).contains(LOGIN_PER_USER);
    assertThat(limitAt(permits, HOME, ADA)).isEmpty();
  }

  @Test
  void aKnownBrowserIsKnownWhereverItIsAndWhateverItsNeighboursDo() {
    logIn(permits, LAPTOP, ADA);
    strangersTry(permits);
    for (int i = 0; i < 3; i++) {
      permits.begin(place("train"), BOB);
    }

    assertThat(limitAt(permits, place("train"), ADA)).contains(LOGIN_PER_ADDRESS);
    assertThat(limitAt(permits, new LoginPlace("train", Optional.of("laptop")), ADA)).isEmpty();
    assertThat(limitAt(permits, new LoginPlace("train", Optional.of("tablet")), ADA))
        .contains(LOGIN_PER_ADDRESS);
  }

  @Test
  void aKnownDeviceMayNotGuessForEver() {
    logIn(permits, LAPTOP, ADA);
    permits.begin(LAPTOP, ADA);
    permits.begin(LAPTOP, ADA);

    assertThat(limitAt(permits, LAPTOP, ADA)).contains(LOGIN_PER_DEVICE);
  }

  @Test
  void aDeviceIsKnownToItsAccountOnly() {
    logIn(permits, HOME, BOB);
    strangersTry(permits);

    assertThat(limitAt(permits, HOME, ADA)).contains(LOGIN_PER_USER);
  }

  @Test
  void allSpellingsOfAnAddressAreOneAccount() {
    logIn(permits, HOME, "ADA@example.com");
    strangersTry(permits);

    assertThat(limitAt(permits, HOME, ADA)).isEmpty();
  }

  @Test
  void strangersMakeOnlyStrangersWait() {
    logIn(delays, HOME, ADA);
    logIn(delays, LAPTOP, ADA);
    for (int i = 0; i < 20; i++) {
      fail(place("far-" + i), ADA);
    }

    assertThat(limitAt(delays, place("elsewhere"), ADA)).contains(LOGIN_PER_USER);
    assertThat(limitAt(delays, HOME, ADA)).isEmpty();
    assertThat(limitAt(delays, LAPTOP, ADA)).isEmpty();
    assertThat(limitAt(delays, place("elsewhere"), BOB)).isEmpty();
  }

  @Test
  void aNeighbourAtTheSameAddressMakesNoKnownDeviceWait() {
    logIn(delays, HOME, ADA);
    logIn(delays, new LoginPlace("home", Optional.of("laptop")), ADA);
    for (int i = 0; i < 20; i++) {
      fail(HOME, "user-" + i + "@example.com");
    }

    assertThat(limitAt(delays, HOME, "somebody@example.com")).contains(LOGIN_PER_ADDRESS);
    assertThat(limitAt(delays, HOME, ADA)).isEmpty();
    assertThat(limitAt(delays, new LoginPlace("home", Optional.of("laptop")), ADA)).isEmpty();
  }

  @Test
  void aKnownDeviceThatGuessesWaitsLikeAnyOther() {
    logIn(delays, LAPTOP, ADA);
    for (int i = 0; i < 4; i++) {
      fail(LAPTOP, ADA);
    }

    assertThat(limitAt(delays, LAPTOP, ADA)).contains(LOGIN_PER_DEVICE);
    assertThat(limitAt(delays, place("elsewhere"), ADA)).isEmpty();
  }

  @Test
  void theRightPasswordForgetsTheWrongOnes() {
    fail(HOME, ADA);
    fail(HOME, ADA);
    logIn(delays, HOME, ADA);

    for (int i = 0; i < 3; i++) {
      assertThat(limitAt(delays, place("far-" + i), ADA)).isEmpty();
      fail(place("far-" + i), ADA);
    }
    assertThat(limitAt(delays, place("far"), ADA)).contains(LOGIN_PER_USER);
  }

  /** Else who guesses would log in to an account of his own now and then. */
  @Test
  void anAddressKeepsTheWrongOnesOfOthersWhoeverLogsInFromIt() {
    for (int i = 0; i < 5; i++) {
      assertThat(limitAt(delays, HOME, BOB)).isEmpty();
      fail(HOME, "user-" + i + "@example.com");
    }
    assertThat(limitAt(delays, HOME, BOB)).contains(LOGIN_PER_ADDRESS);
    clock.advance(Duration.ofMinutes(1));
    logIn(delays, HOME, "mallory@example.com");
    fail(HOME, "user-9@example.com");

    assertThat(limitAt(delays, HOME, BOB)).contains(LOGIN_PER_ADDRESS);
  }

  @Test
  void whatNobodyLookedAtDoesNotCount() {
    for (int i = 0; i < 20; i++) {
      delays.undecided(open(delays, HOME, ADA));
    }

    assertThat(limitAt(delays, HOME, ADA)).isEmpty();
  }

  @Test
  void oneWhoIsToldToWaitMakesNobodyElseWait() {
    for (int i = 0; i < 3; i++) {
      fail(place("far-" + i), ADA);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(limitAt(delays, HOME, ADA)).contains(LOGIN_PER_USER);
    }

    assertThat(limitAt(delays, HOME, BOB)).isEmpty();
  }

  private LoginLimits limits(RatesPerMinute rates, Map<RateLimit, DelayRules> rules) {
    return new LoginLimits(
        new LocalRateLimits(rates), new LocalFailureDelays(rules, clock), new LocalKnownDevices());
  }

  private static DelayRules rules(int free) {
    return new DelayRules(
        free, Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofMinutes(15));
  }

  private static void strangersTry(LoginLimits limits) {
    for (int i = 0; i < 5; i++) {
      limits.begin(place("far-" + i), ADA);
    }
  }

  private void fail(LoginPlace place, String email) {
    delays.begin(place, email);
  }

  private static void logIn(LoginLimits limits, LoginPlace place, String email) {
    limits.succeeded(open(limits, place, email));
  }

  private static LoginTry.Open open(LoginLimits limits, LoginPlace place, String email) {
    return switch (limits.begin(place, email)) {
      case LoginTry.Open open -> open;
      case LoginTry.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static Optional<RateLimit> limitAt(LoginLimits limits, LoginPlace place, String email) {
    return switch (limits.begin(place, email)) {
      case LoginTry.Open open -> {
        limits.undecided(open);
        yield Optional.empty();
      }
      case LoginTry.Refused(Exhausted verdict) -> Optional.of(verdict.limit());
    };
  }

  private static LoginPlace place(String address) {
    return new LoginPlace(address, Optional.empty());
  }
}
