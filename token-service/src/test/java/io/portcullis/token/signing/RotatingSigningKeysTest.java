package io.portcullis.token.signing;

import static io.portcullis.token.signing.SigningKeysFixture.EVERY;
import static io.portcullis.token.signing.SigningKeysFixture.PUBLISH_AHEAD;
import static io.portcullis.token.signing.SigningKeysFixture.RETENTION;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.portcullis.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RotatingSigningKeysTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path directory;
  private final MutableClock clock = MutableClock.at(START);

  @Test
  void theFirstKeySignsAndOneIsAhead() throws IOException {
    RotatingSigningKeys keys = open();

    assertThat(states(keys)).containsExactly(KeyState.ACTIVE, KeyState.PENDING);
    assertThat(keys.signers()).isEqualTo(keys.all());
  }

  @Test
  void refusesToLetAKeySignBeforeVerifiersKnowIt() throws IOException {
    RotatingSigningKeys keys = open();
    clock.advance(PUBLISH_AHEAD.minusMillis(1));

    assertThat(keys.rotate())
        .isEqualTo(
            new KeyRotationResult.TooEarly(
                keys.all().get(1).kid(), START, START.plus(PUBLISH_AHEAD)));
    assertThat(states(keys)).containsExactly(KeyState.ACTIVE, KeyState.PENDING);
  }

  @Test
  void rotatesByHandOnceVerifiersKnowTheKey() throws IOException {
    RotatingSigningKeys keys = open();
    List<SigningKey> before = keys.all();
    clock.advance(PUBLISH_AHEAD);

    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Rotated.class);

    assertThat(states(keys)).containsExactly(KeyState.ACTIVE, KeyState.PENDING, KeyState.RETIRING);
    assertThat(keys.active(String::isEmpty)).contains(before.get(1));
    assertThat(keys.all().get(2)).isEqualTo(before.get(0));
    assertThat(before).doesNotContain(keys.all().get(1));
  }

  @Test
  void rotatesByScheduleWhenTheKeyHasSignedLongEnough() throws IOException {
    RotatingSigningKeys keys = open();
    SigningKey first = keys.all().getFirst();
    clock.advance(EVERY.minusMillis(1));
    assertThat(keys.maintain(String::isEmpty)).isEmpty();
    assertThat(keys.active(String::isEmpty)).contains(first);
    clock.advance(Duration.ofMillis(1));

    assertThat(keys.maintain(String::isEmpty)).contains(new KeyRotationResult.Rotated());

    assertThat(keys.active(String::isEmpty)).isPresent().get().isNotEqualTo(first);
  }

  @Test
  void theScheduleWaitsForAKeyThatIsTooNew() throws IOException {
    RotatingSigningKeys keys = open();
    clock.advance(EVERY.minusSeconds(1));
    SigningKey pending = keys.all().get(1);
    keys.settle(pending.kid()::equals);
    SigningKey first = keys.all().getFirst();
    clock.advance(PUBLISH_AHEAD.minusMillis(1));
    assertThat(keys.maintain(String::isEmpty)).isEmpty();
    assertThat(keys.active(String::isEmpty)).contains(first);
    clock.advance(Duration.ofMillis(1));

    assertThat(keys.maintain(String::isEmpty)).contains(new KeyRotationResult.Rotated());
  }

  @Test
  void byHandOnlyMeansThatNoScheduleRotates() throws IOException {
    RotatingSigningKeys keys =
        SigningKeysFixture.open(
            file(),
            new RotationRules(
                SigningAlgorithm.ES256,
                false,
                Duration.ZERO,
                PUBLISH_AHEAD,
                RETENTION,
                SigningKeysFixture.HINTS),
            clock);
    clock.advance(Duration.ofDays(4000));

    assertThat(keys.maintain(String::isEmpty)).isEmpty();
  }

  @Test
  void aRetiringKeyVerifiesAndNeverSignsUntilItsLastTokenIsOver() throws IOException {
    RotatingSigningKeys keys = open();
    SigningKey first = keys.all().getFirst();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);
    clock.advance(RETENTION.minusMillis(1));
    keys.maintain(String::isEmpty);
    assertThat(keys.find(first.kid())).contains(first);
    assertThat(keys.signers()).doesNotContain(first);
    clock.advance(Duration.ofMillis(1));

    keys.maintain(String::isEmpty);

    assertThat(keys.find(first.kid())).isEmpty();
    assertThat(states(keys)).containsExactly(KeyState.ACTIVE, KeyState.PENDING);
  }

  @Test
  void aRetiringKeyNeverSignsForARevokedOne() throws IOException {
    RotatingSigningKeys keys = open();
    String retired = keys.all().getFirst().kid();
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);

    assertThat(keys.active(kid -> !kid.equals(retired))).isEmpty();
  }

  @Test
  void afterARevocationThePendingKeySignsAtOnceHoweverNewItIs() throws IOException {
    RotatingSigningKeys keys = open();
    SigningKey revoked = keys.all().get(0);
    SigningKey pending = keys.all().get(1);
    assertThat(keys.active(revoked.kid()::equals)).contains(pending);

    keys.settle(revoked.kid()::equals);

    assertThat(keys.kept().getFirst().times())
        .isEqualTo(new KeyTimes(START, Optional.of(START), Optional.empty()));
    assertThat(keys.active(String::isEmpty)).contains(pending);
    assertThat(states(keys)).containsExactly(KeyState.ACTIVE, KeyState.PENDING);
    assertThat(keys.all()).doesNotContain(revoked);
  }

  @Test
  void statesAndTimesOutliveARestart() throws IOException {
    RotatingSigningKeys keys = open(true);
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);

    RotatingSigningKeys after = open(true);

    assertThat(after.kept())
        .extracting(KeptKey::times)
        .isEqualTo(keys.kept().stream().map(KeptKey::times).toList());
    assertThat(after.kept())
        .extracting(KeptKey::kid)
        .isEqualTo(keys.kept().stream().map(KeptKey::kid).toList());
  }

  @Test
  void aRingOfRs256KeysSignsForWhoAsksForIt() throws Exception {
    RotatingSigningKeys keys = open(true);

    SigningKey rsa = keys.active(SigningAlgorithm.RS256, String::isEmpty).orElseThrow();

    assertThat(rsa.algorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(rsa.verify(input(), rsa.sign(input()))).isTrue();
    assertThat(keys.active(String::isEmpty).map(SigningKey::algorithm))
        .contains(JWSAlgorithm.ES256);
    assertThat(keys.active(SigningAlgorithm.ES256, String::isEmpty))
        .isEqualTo(keys.active(String::isEmpty));
    assertThat(keys.active(SigningAlgorithm.ED25519, String::isEmpty)).isEmpty();
    JWKSet published = JWKSet.parse(new JsonWebKeySet(keys).render(String::isEmpty));
    assertThat(published.getKeys()).hasSize(4);
    assertThat(published.getKeyByKeyId(rsa.kid())).isInstanceOf(RSAKey.class);
  }

  @Test
  void bothRingsRotateTogether() throws IOException {
    RotatingSigningKeys keys = open(true);
    SigningKey rsa = keys.active(SigningAlgorithm.RS256, String::isEmpty).orElseThrow();
    clock.advance(EVERY);

    keys.maintain(String::isEmpty);

    assertThat(keys.active(SigningAlgorithm.RS256, String::isEmpty))
        .isPresent()
        .get()
        .isNotEqualTo(rsa);
    assertThat(keys.find(rsa.kid())).contains(rsa);
  }

  @Test
  void aRingThatNobodyWantsSignsForItsTimeAndRetires() throws IOException {
    String rsa = open(true).active(SigningAlgorithm.RS256, String::isEmpty).orElseThrow().kid();
    RotatingSigningKeys keys = open(false);
    clock.advance(EVERY.plus(PUBLISH_AHEAD).minusMillis(1));
    keys.maintain(String::isEmpty);
    assertThat(keys.active(SigningAlgorithm.RS256, String::isEmpty).map(SigningKey::kid))
        .contains(rsa);
    clock.advance(Duration.ofMillis(1));

    keys.maintain(String::isEmpty);

    assertThat(keys.active(SigningAlgorithm.RS256, String::isEmpty)).isEmpty();
    assertThat(keys.find(rsa)).isPresent();
    clock.advance(RETENTION);
    keys.maintain(String::isEmpty);
    assertThat(keys.find(rsa)).isEmpty();
  }

  /** One instance after the other gets {@code rs256}, in either direction; the store is shared. */
  @Test
  void instancesThatDoNotWantARingLeaveItToThoseThatDo() throws IOException {
    SigningKeyStore store = LocalSigningKeyStore.open(file(), new SecureRandom(), clock);
    RotatingSigningKeys with = open(store, SigningKeysFixture.rules(SigningAlgorithm.ES256, true));
    RotatingSigningKeys without =
        open(store, SigningKeysFixture.rules(SigningAlgorithm.ES256, false));
    for (int hour = 0; hour < 60; hour++) {
      clock.advance(Duration.ofHours(1));
      without.maintain(String::isEmpty);
      assertThat(without.active(SigningAlgorithm.RS256, String::isEmpty))
          .as("%d h", hour)
          .isPresent();
      with.maintain(String::isEmpty);
      assertThat(with.all()).as("%d h", hour).hasSizeLessThanOrEqualTo(6);
    }

    assertThat(store.read().version()).as("two days' changes").isLessThan(12);
  }

  @Test
  void noMoreKeysAreKeptThanTheirPlaceHolds() throws IOException {
    RotatingSigningKeys keys =
        open(
            LocalSigningKeyStore.open(file(), new SecureRandom(), clock),
            new RotationRules(
                SigningAlgorithm.ES256,
                false,
                Duration.ZERO,
                Duration.ZERO,
                RETENTION,
                SigningKeysFixture.HINTS));
    for (int i = 2; i < KeyRings.MOST_KEYS; i++) {
      assertThat(keys.rotate()).isEqualTo(new KeyRotationResult.Rotated());
    }
    SigningKey last = keys.signers().getFirst();

    assertThat(keys.rotate())
        .isEqualTo(
            new KeyRotationResult.Unavailable(
                "64 signing keys are kept, the most there may be, until the first is over"));

    assertThat(keys.all()).hasSize(KeyRings.MOST_KEYS);
    assertThat(keys.signers().getFirst()).isEqualTo(last);
    clock.advance(RETENTION);
    keys.maintain(String::isEmpty);
    assertThat(keys.rotate()).isEqualTo(new KeyRotationResult.Rotated());
  }

  @Test
  void anotherAlgorithmBeginsWithTheNextKey() throws IOException {
    open();
    clock.advance(EVERY);
    RotatingSigningKeys keys = SigningKeysFixture.open(file(), SigningAlgorithm.ED25519, clock);

    keys.maintain(String::isEmpty);
    assertThat(keys.active(String::isEmpty).map(SigningKey::algorithm))
        .contains(JWSAlgorithm.ES256);
    clock.advance(EVERY);
    keys.maintain(String::isEmpty);

    assertThat(keys.active(String::isEmpty).map(SigningKey::algorithm))
        .contains(JWSAlgorithm.Ed25519);
  }

  @Test
  void withoutStorageTheKeysStayAsTheyAre() throws IOException {
    RotatingSigningKeys keys = open();
    List<SigningKey> before = keys.all();
    clock.advance(EVERY);
    Files.delete(file());
    Files.delete(directory);

    assertThat(keys.rotate()).isInstanceOf(KeyRotationResult.Unavailable.class);

    assertThat(keys.all()).isEqualTo(before);
  }

  /** Days of rotations by schedule and by hand, storage that fails, and verifiers of any age. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noVerifierThatKeepsTheSetForItsWholeMaxAgeMeetsAnUnknownKey(long seed) throws IOException {
    Random random = new Random(seed);
    Duration tokenLife = Duration.ofMinutes(15);
    RotationRules rules =
        new RotationRules(
            SigningAlgorithm.ES256,
            false,
            Duration.ofMinutes(40),
            PUBLISH_AHEAD,
            RETENTION,
            SigningKeysFixture.HINTS);
    FailingStore store =
        new FailingStore(LocalSigningKeyStore.open(file(), new SecureRandom(), clock));
    RotatingSigningKeys keys = RotatingSigningKeys.open(store, rules, clock, () -> true);
    List<KeptSet> verifiers = new ArrayList<>(Collections.nCopies(8, KeptSet.of(keys, clock)));
    Map<String, Instant> living = new HashMap<>();
    for (int step = 0; step < 5000; step++) {
      clock.advance(Duration.ofSeconds(1 + random.nextInt(30)));
      store.failing = random.nextInt(20) == 0 ? !store.failing : store.failing;
      move(keys, random);
      living.put(keys.active(String::isEmpty).orElseThrow().kid(), clock.instant().plus(tokenLife));
      living.values().removeIf(end -> end.isBefore(clock.instant()));
      for (int i = 0; i < verifiers.size(); i++) {
        if (verifiers.get(i).isOver(clock)) {
          verifiers.set(i, KeptSet.of(keys, clock));
        }
        assertThat(verifiers.get(i).kids()).as("step %d", step).containsAll(living.keySet());
      }
    }
    assertThat(store.changes).isGreaterThan(100);
  }

  private static void move(RotatingSigningKeys keys, Random random) {
    try {
      var _ = random.nextInt(10) == 0 ? keys.rotate() : keys.maintain(String::isEmpty);
    } catch (IOException e) {
      assertThat(e).hasMessage("failing");
    }
  }

  /** What a verifier has kept since a moment within its max-age. */
  private record KeptSet(Set<String> kids, Instant end) {
    private static final Duration MAX_AGE = PUBLISH_AHEAD.dividedBy(2);

    static KeptSet of(RotatingSigningKeys keys, MutableClock clock) {
      return new KeptSet(
          keys.all().stream().map(SigningKey::kid).collect(Collectors.toSet()),
          clock.instant().plus(MAX_AGE));
    }

    boolean isOver(MutableClock clock) {
      return !end.isAfter(clock.instant());
    }
  }

  /** A real store that is away at times. */
  private static final class FailingStore implements SigningKeyStore {
    private final SigningKeyStore store;
    private boolean failing;
    private int changes;

    FailingStore(SigningKeyStore store) {
      this.store = store;
    }

    @Override
    public Kept read() throws IOException {
      return store.read();
    }

    @Override
    public Optional<Kept> replace(Kept before, Change change) throws IOException {
      refuse();
      Optional<Kept> now = store.replace(before, change);
      changes += now.equals(Optional.of(before)) ? 0 : 1;
      return now;
    }

    private void refuse() throws IOException {
      if (failing) {
        throw new IOException("failing");
      }
    }
  }

  private RotatingSigningKeys open(SigningKeyStore store, RotationRules rules) throws IOException {
    return RotatingSigningKeys.open(store, rules, clock, () -> true);
  }

  private RotatingSigningKeys open() throws IOException {
    return open(false);
  }

  private RotatingSigningKeys open(boolean rs256) throws IOException {
    return SigningKeysFixture.open(
        file(), SigningKeysFixture.rules(SigningAlgorithm.ES256, rs256), clock);
  }

  private Path file() {
    return directory.resolve("keys");
  }

  private static List<KeyState> states(RotatingSigningKeys keys) {
    return keys.kept().stream().map(KeptKey::state).toList();
  }

  private static byte[] input() {
    return "header.payload".getBytes(US_ASCII);
  }
}
