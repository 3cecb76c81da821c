package io.portcullis.token.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalFailureDelaysTest {
  private static final RateLimit LIMIT = RateLimit.LOGIN_PER_USER;
  private static final DelayRules RULES =
      new DelayRules(3, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofHours(1));

  private final MutableClock clock = MutableClock.at(Instant.parse("2026-07-01T12:00:00Z"));
  private final FailureDelays delays = new LocalFailureDelays(Map.of(LIMIT, RULES), clock);

  @Test
  void theWaitDoublesWithEachFailureUpToTheLongest() {
    assertThat(waitsOf(3)).containsExactly(0L, 0L, 0L);
    assertThat(waitsOf(7)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
  }

  @Test
  void nobodyIsLockedOutHoweverManyFailuresThereWere() {
    assertThat(waitsOf(1_000)).allMatch(seconds -> seconds <= 10);
    clock.advance(Duration.ofHours(6));
    assertThat(waitsOf(2)).containsExactly(1L, 2L);

    clock.advance(Duration.ofHours(24));
    assertThat(waitsOf(4)).containsExactly(0L, 0L, 0L, 1L);
  }

  @Test
  void whoComesTooEarlyWaitsForTheRestAndNoLonger() {
    waitsOf(5);
    assertThat(delays.begin(LIMIT, "ada")).isEmpty();
    clock.advance(Duration.ofSeconds(1));

    for (int i = 0; i < 100; i++) {
      assertThat(delays.begin(LIMIT, "ada"))
          .hasValueSatisfying(
              wait -> assertThat(wait).isBetween(Duration.ofMillis(2_990), Duration.ofSeconds(3)));
    }
    clock.advance(Duration.ofSeconds(3));
    assertThat(delays.begin(LIMIT, "ada")).isEmpty();
  }

  @Test
  void aSuccessForgetsAndWhatWasNoFailureIsUndone() {
    waitsOf(6);
    delays.begin(LIMIT, "ada");
    delays.undo(LIMIT, "ada");
    assertThat(waitsOf(1)).containsExactly(8L);

    delays.forget(LIMIT, "ada");
    assertThat(waitsOf(4)).containsExactly(0L, 0L, 0L, 1L);
  }

  @Test
  void eachIsCountedAlone() {
    waitsOf(6);

    assertThat(delays.begin(LIMIT, "bob")).isEmpty();
    assertThat(delays.begin(RateLimit.LOGIN_PER_DEVICE, "ada")).isEmpty();
  }

  @Test
  void ofManyAtOnceNoneGetsByUncounted() {
    List<Boolean> passed =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(_ -> delays.begin(LIMIT, "ada").isEmpty())
            .toList();

    assertThat(passed).filteredOn(Boolean::booleanValue).hasSize(4);
  }

  /** So many failures, each as soon as it may be; the seconds that each of them makes one wait. */
  private List<Long> waitsOf(int failures) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < failures; i++) {
      assertThat(delays.begin(LIMIT, "ada")).isEmpty();
      waits.add(waited());
    }
    return waits;
  }

  // To ask is to try: so what a try that passes has counted is taken back.
  private long waited() {
    Duration wait = delays.begin(LIMIT, "ada").orElse(Duration.ZERO);
    if (wait.isZero()) {
      delays.undo(LIMIT, "ada");
    }
    clock.advance(wait);
    return Math.round(wait.toMillis() / 1000.0);
  }
}
