package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTableTest {
  private static final long SEED = 20_261_122;

  @ParameterizedTest
  @ValueSource(ints = {0, 32_000, 65_530})
  void answersAsMapDoes(int firstSecond) {
    Random random = new Random(SEED + firstSecond);
    FingerprintTable table = FingerprintTable.cutoffs();
    Map<Long, Long> expected = new HashMap<>();
    char now = (char) firstSecond;
    for (int i = 0; i < 20_000; i++) {
      long fingerprint = 1 + random.nextLong(5_000);
      long spread = fingerprint * 0x9e3779b97f4a7c15L;
      long cutoff = random.nextLong(1_000_000);
      table.put(spread, cutoff, (char) (now + 200), now);
      expected.merge(spread, cutoff, Math::max);
    }

    expected.forEach((key, cutoff) -> assertThat(table.cutoff(key)).isEqualTo(cutoff));
    assertThat(table.size()).isEqualTo(expected.size());
    assertThat(table.cutoff(random.nextLong())).isEqualTo(FingerprintTable.NO_CUTOFF);
  }

  @Test
  void losesWhatHasExpiredAndNothingElse() {
    FingerprintTable table = FingerprintTable.ids();
    Random random = new Random(SEED);
    long[] fingerprints = random.longs(10_000).toArray();
    for (int i = 0; i < fingerprints.length; i++) {
      table.put(fingerprints[i], 0, (char) (i % 2 == 0 ? 65_535 : 10), (char) 65_000);
    }

    table.sweep((char) 0);

    assertThat(table.size()).isEqualTo(5_000);
    for (int i = 0; i < fingerprints.length; i++) {
      assertThat(table.contains(fingerprints[i])).isEqualTo(i % 2 == 1);
    }
  }

  @Test
  void keepsLastingIdsForEver() {
    FingerprintTable table = FingerprintTable.lastingIds();
    table.put(7, 0, (char) 5, (char) 0);

    table.sweep((char) 20_000);

    assertThat(table.contains(7)).isTrue();
  }

  @Test
  void expiryOfLongAgoDoesNotPassForALaterOne() {
    FingerprintTable table = FingerprintTable.cutoffs();
    table.put(7, 1, (char) 5, (char) 0);

    char muchLater = 32_770;
    table.put(7, 2, (char) (muchLater + 240), muchLater);
    table.sweep((char) (muchLater + 1));

    assertThat(table.cutoff(7)).isEqualTo(2);
  }

  @Test
  void latestExpiryStandsWhateverTheOrder() {
    FingerprintTable table = FingerprintTable.ids();
    table.put(7, 0, (char) 5, (char) 65_530);
    table.put(7, 0, (char) 65_535, (char) 65_530);

    table.sweep((char) 4);

    assertThat(table.contains(7)).isTrue();
  }

  @Test
  void cutoffBeyondItsBitsCoversEverything() {
    FingerprintTable table = FingerprintTable.cutoffs();
    table.put(7, Long.MAX_VALUE, (char) 5, (char) 0);
    table.put(8, 1L << 47, (char) 5, (char) 0);
    table.put(9, Long.MIN_VALUE, (char) 5, (char) 0);
    table.put(10, (1L << 47) - 2, (char) 65_535, (char) 65_534);

    assertThat(table.cutoff(7)).isEqualTo(Long.MAX_VALUE);
    assertThat(table.cutoff(8)).isEqualTo(Long.MAX_VALUE);
    assertThat(table.cutoff(9)).isNegative();
    assertThat(table.cutoff(10)).isEqualTo((1L << 47) - 2);
  }

  @Test
  void holdsUserInTwentyFourBytes() {
    for (int entries = 10_000; entries <= 40_000; entries += 1_000) {
      FingerprintTable table = FingerprintTable.cutoffs();
      Random random = new Random(SEED);
      for (int i = 0; i < entries; i++) {
        table.put(random.nextLong(), i, (char) 1, (char) 0);
      }

      assertThat(table.capacity() * 16.0 / entries).isLessThanOrEqualTo(24.01);
    }
  }

  @Test
  void holdsTokenInSixteenBytes() {
    for (int entries = 10_000; entries <= 40_000; entries += 1_000) {
      FingerprintTable table = FingerprintTable.ids();
      Random random = new Random(SEED);
      for (int i = 0; i < entries; i++) {
        table.put(random.nextLong(), 0, (char) 1, (char) 0);
      }

      assertThat(table.capacity() * 10.0 / entries).isLessThanOrEqualTo(16.01);
    }
  }
}
