package io.portcullis.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private final AtomicLong wallMillis = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong(77);
  private final InstantSource wall = () -> Instant.ofEpochMilli(wallMillis.get());
  private final SteadyClock clock = new SteadyClock(wall, nanos::get);

  @Test
  void followsTheWallClock() {
    pass(5);
    assertThat(clock.millis()).isEqualTo(1_000_005);
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_000_005));
  }

  @Test
  void goesOnWhenTheWallClockFallsBack() {
    pass(10);
    assertThat(clock.millis()).isEqualTo(1_000_010);
    wallMillis.addAndGet(-3_600_000);
    assertThat(clock.millis()).isEqualTo(1_000_010);
    pass(250);
    assertThat(clock.millis()).isEqualTo(1_000_260);
  }

  @Test
  void goesOnWhenTheWallClockStops() {
    nanos.addAndGet(3_000_000);
    assertThat(clock.millis()).isEqualTo(1_000_003);
  }

  @Test
  void losesNoFractionsByBeingReadOften() {
    for (int i = 0; i < 1000; i++) {
      nanos.addAndGet(500_000);
      clock.millis();
    }
    assertThat(clock.millis()).isEqualTo(1_000_500);
  }

  @Test
  void followsAJumpForwardAndStaysThere() {
    wallMillis.addAndGet(5_000);
    assertThat(clock.millis()).isEqualTo(1_005_000);
    wallMillis.addAndGet(-5_000);
    assertThat(clock.millis()).isEqualTo(1_005_000);
  }

  private void pass(long millis) {
    wallMillis.addAndGet(millis);
    nanos.addAndGet(millis * 1_000_000);
  }
}
