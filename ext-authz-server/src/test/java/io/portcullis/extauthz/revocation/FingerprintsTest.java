package io.portcullis.extauthz.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private final Fingerprints fingerprints = new Fingerprints(new Random(1));

  @Test
  void differForDifferentNames() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add(fingerprints.of(1, "id-" + i))).isTrue();
    }
  }

  @Test
  void doNotRunOneTextIntoTheNext() {
    assertThat(fingerprints.of(1, "ab", "c")).isNotEqualTo(fingerprints.of(1, "a", "bc"));
    assertThat(fingerprints.of(1, "", "abc")).isNotEqualTo(fingerprints.of(1, "abc", ""));
    assertThat(fingerprints.of(1, "\0")).isNotEqualTo(fingerprints.of(1, ""));
  }

  @Test
  void ofAnotherKeyAreOthers() {
    assertThat(new Fingerprints(new Random(2)).of("a")).isNotEqualTo(fingerprints.of("a"));
  }
}
