package io.portcullis.extauthz.envoy;

import static io.portcullis.extauthz.envoy.House.LEEWAY_SECONDS;
import static io.portcullis.extauthz.envoy.House.NOW_SECONDS;
import static io.portcullis.extauthz.envoy.House.draft;
import static io.portcullis.extauthz.envoy.House.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Unasked;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a token that Redis has to be asked about. */
class LookUpTest {
  private static final String GOOD = draft(House.ES256).signed();
  private static final Known UNPROVED = new NotRevoked(Long.MAX_VALUE);

  @ParameterizedTest
  @ValueSource(strings = {"default", "catalog"})
  void deniesWhatItHasNoPlaceToAskAboutWhateverThePolicyBears(String policy) {
    House house = house(LookUpTest::hasNoPlace, UNPROVED, new NotRevoked(0));

    assertThat(check(house, policy).summary()).isEqualTo("503 overloaded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "catalog"})
  void deniesWhatTooManyWaitForAtTheSameShardWhateverThePolicyBears(String policy) {
    House house =
        House.lookingUp(_ -> new Unasked(Optional::empty, () -> UNPROVED), LookUpTest::doesAtOnce);

    assertThat(check(house, policy).summary()).isEqualTo("503 overloaded");
  }

  @Test
  void anEarlierAnswerCountsByItsAgeWhereThereIsNoPlaceToAsk() {
    House house = house(LookUpTest::hasNoPlace, new NotRevoked(60_001), new NotRevoked(0));

    assertThat(check(house, "default").summary()).isEqualTo("503 overloaded");
    assertThat(check(house, "catalog").summary()).isEqualTo("ok");
  }

  @Test
  void staysOpenWhenRedisDoesNotAnswerWhereTheOperatorChoseSo() {
    House house = house(LookUpTest::doesAtOnce, UNPROVED, UNPROVED);

    assertThat(check(house, "default").summary()).isEqualTo("503 revocation_state_stale");
    assertThat(check(house, "catalog").summary()).isEqualTo("ok");
  }

  @Test
  void deniesTokenThatExpiredWhileRedisWasAsked() {
    ClockAt[] clocks = new ClockAt[1];
    House house =
        House.lookingUp(
            _ ->
                new Unasked(
                    () -> {
                      clocks[0].set((NOW_SECONDS + 240 + LEEWAY_SECONDS) * 1_000);
                      return Optional.of(new NotRevoked(0));
                    },
                    () -> UNPROVED),
            LookUpTest::doesAtOnce);
    clocks[0] = house.clock;

    assertThat(check(house, "default").summary()).isEqualTo("401 token_expired");
  }

  private static House house(Predicate<Runnable> lookUps, Known unanswered, Known answer) {
    return House.lookingUp(_ -> new Unasked(() -> Optional.of(answer), () -> unanswered), lookUps);
  }

  @SuppressWarnings("UnusedVariable") // it is refused
  private static boolean hasNoPlace(Runnable work) {
    return false;
  }

  private static boolean doesAtOnce(Runnable work) {
    work.run();
    return true;
  }

  private static Answer check(House house, String policy) {
    return house.check(request(policy, "authorization", "Bearer " + GOOD));
  }
}
