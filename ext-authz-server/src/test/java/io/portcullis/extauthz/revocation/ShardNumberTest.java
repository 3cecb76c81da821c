package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardNumberTest {
  private static final long KEPT = 1_000;

  private long millis = 5_000;
  private final ShardNumber number = new ShardNumber(() -> millis);

  @Test
  void knowsNoneBeforeTheFirstHeartbeat() {
    assertThat(number.within(KEPT)).isEmpty();
  }

  @Test
  void whoHasNotWatchedLongEnoughTakesEachThatIsPossible() {
    number.learn(4);
    millis += KEPT - 1;
    assertThat(number.within(KEPT)).containsExactly(1, 2, 3, 4);

    millis++;

    assertThat(number.within(KEPT)).containsExactly(4);
  }

  @Test
  void formerNumberCountsForAsLongAsItsEntriesAreKept() {
    number.learn(2);
    millis += 10_000;
    number.learn(8);
    millis += 500;
    number.learn(16);
    assertThat(number.within(KEPT)).containsExactly(2, 8, 16);

    millis += 500;
    assertThat(number.within(KEPT)).containsExactly(8, 16);
    millis += 500;
    assertThat(number.within(KEPT)).containsExactly(16);
  }
}
