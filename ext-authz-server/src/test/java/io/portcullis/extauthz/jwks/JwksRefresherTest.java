package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.ClaimNames;
import io.portcullis.extauthz.jwt.IssuerSettings;
import io.portcullis.extauthz.jwt.ProviderSignatureVerifier;
import io.portcullis.extauthz.jwt.SigningKeys;
import io.portcullis.extauthz.jwt.TokenDraft;
import io.portcullis.extauthz.jwt.TokenFault;
import io.portcullis.extauthz.jwt.TokenInQuestion;
import io.portcullis.extauthz.jwt.TokenProver;
import io.portcullis.extauthz.jwt.TokenVerifier;
import io.portcullis.extauthz.jwt.TrustedIssuer;
import io.portcullis.extauthz.jwt.Verification;
import io.portcullis.extauthz.jwt.VerifiedTokenCache;
import io.portcullis.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwksRefresherTest {
  private static final long START = 1_800_000_000_000L;
  private static final long REFRESH = 300_000;
  private static final long UNKNOWN_KID = 30_000;
  private static final long DAY = KeySet.MAX_AGE.toMillis();

  private final IssuerKeys keys = new IssuerKeys();
  private final RefreshRecorder recorder = new RefreshRecorder();
  private final String first = Jwks.ec("first");
  private final String second = Jwks.ec("second");

  @TempDir private Path directory;
  private Optional<byte[]> published = Optional.of(Jwks.set(first));
  private Optional<RuntimeException> bug = Optional.empty();
  private int fetches;
  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(START));
  private long proofMillis = Long.MAX_VALUE;

  private static final String ORIGIN = "https://a from here";
  private JwksRefresher refresher = refresher(keys, LastGoodKeys.nowhere());

  @BeforeEach
  void begin() throws Exception {
    assertThat(keys.current().loaded()).isFalse();
    refresher.tick();
  }

  @Test
  void loadsAtOnceAndDatesTheSetByTheClockBeforeTheFetch() {
    assertThat(keys.current().loaded()).isTrue();
    assertThat(keys.current().fetchedAtMillis()).isEqualTo(START);
    assertThat(keys.current().provenAtMillis()).isEqualTo(START);
  }

  @Test
  void keepsTheVeryKeyObjectsThatComeAgain() throws Exception {
    VerificationKey before = keys.current().find("first");
    published = Optional.of(Jwks.set(second, first));

    tickAfter(REFRESH);

    assertThat(keys.current().find("first")).isSameAs(before);
    assertThat(keys.current().find("second")).isNotNull();
  }

  @Test
  void forgetsKeyThatIsNoLongerPublished() throws Exception {
    published = Optional.of(Jwks.set(second));

    tickAfter(REFRESH);

    assertThat(keys.current().find("first")).isNull();
  }

  @Test
  void doesNotFetchBeforeItIsTime() throws Exception {
    tickAfter((long) (REFRESH * 0.79));

    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void keepsTheGoodSetWhenTheIssuerIsAway() throws Exception {
    published = Optional.empty();

    tickAfter(REFRESH);

    assertThat(keys.current().find("first")).isNotNull();
    assertThat(keys.current().provenAtMillis()).isEqualTo(START);
    assertThat(recorder.outcomes()).endsWith(RefreshOutcome.UNAVAILABLE);
  }

  @Test
  void keepsTheGoodSetWhenAnEmptyOneComes() throws Exception {
    published = Optional.of(Jwks.set(Jwks.with(second, "\"use\":\"enc\"")));

    tickAfter(REFRESH);

    assertThat(keys.current().find("first")).isNotNull();
    assertThat(recorder.outcomes()).endsWith(RefreshOutcome.EMPTY);
    assertThat(recorder.refused()).extracting(RefusedKey::kid).containsExactly("second");
  }

  @Test
  void keepsTheGoodSetWhenRubbishComes() throws Exception {
    published = Optional.of("<html>".getBytes(UTF_8));

    tickAfter(REFRESH);

    assertThat(keys.current().find("first")).isNotNull();
    assertThat(recorder.outcomes()).endsWith(RefreshOutcome.UNREADABLE);
  }

  @Test
  void goesOnAfterFaultOfOurOwn() throws Exception {
    bug = Optional.of(new IllegalStateException("a bug"));
    tickAfter(REFRESH);
    bug = Optional.empty();
    published = Optional.of(Jwks.set(second));

    tickAfter(500);

    assertThat(recorder.outcomes())
        .containsExactly(RefreshOutcome.OK, RefreshOutcome.UNAVAILABLE, RefreshOutcome.OK);
    assertThat(keys.current().find("second")).isNotNull();
  }

  @Test
  void triesAgainSoonAfterFailure() throws Exception {
    published = Optional.empty();
    tickAfter(REFRESH);
    published = Optional.of(Jwks.set(second));

    tickAfter(500);

    assertThat(keys.current().find("second")).isNotNull();
  }

  @Test
  void fetchesForUnknownKidOnceTheIntervalIsOver() throws Exception {
    published = Optional.of(Jwks.set(first, second));
    keys.missed("second");

    tickAfter(UNKNOWN_KID - 1);
    assertThat(fetches).isEqualTo(1);
    tickAfter(1);

    assertThat(keys.current().find("second")).isNotNull();
  }

  @Test
  void fetchesAtMostOncePerIntervalUnderStormOfUnknownKids() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      keys.missed("invented-" + i);
      tickAfter(10);
    }

    assertThat(fetches).isLessThanOrEqualTo(1 + (int) (100_000 / UNKNOWN_KID));
    assertThat(keys.misses().remembered()).isLessThanOrEqualTo(MissedKeys.MAX_REMEMBERED);
  }

  @Test
  void asksOnceForTheSameUnknownKid() throws Exception {
    keys.missed("invented");
    tickAfter(UNKNOWN_KID);
    keys.missed("invented");

    tickAfter(UNKNOWN_KID);

    assertThat(fetches).isEqualTo(2);
  }

  @Test
  void fetchesOftenWhileTheKeysMustProveThemselves() throws Exception {
    proofMillis = 3_000;

    tickAfter(3_000);

    assertThat(keys.current().provenAtMillis()).isEqualTo(START + 3_000);
  }

  @Test
  void startsFromTheLastGoodSetWithoutTakingItForProof() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);

    IssuerKeys cold = restarted(file, DAY);

    assertThat(cold.current().find("first")).isNotNull();
    assertThat(cold.current().provenAtMillis()).isZero();
  }

  @Test
  void refusesLastGoodSetOlderThanDay() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);

    assertThat(restarted(file, DAY + 1).current().loaded()).isFalse();
  }

  @Test
  void refusesTornLastGoodSet() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThat(restarted(file, 0).current().loaded()).isFalse();
  }

  @Test
  void keysEndOnceNoFetchHasSucceededForDay() throws Exception {
    published = Optional.empty();

    tickAfter(DAY);
    assertThat(keys.current().find("first")).isNotNull();
    tickAfter(1);
    tickAfter(1);

    assertThat(keys.current().loaded()).isFalse();
    assertThat(recorder.outcomes())
        .containsExactly(RefreshOutcome.OK, RefreshOutcome.UNAVAILABLE, RefreshOutcome.ENDED);
    assertThat(recorder.details().getLast()).contains("older than 24 hours");
  }

  @Test
  void setsThatAreBrokenOrEmptyDoNotProlongTheLastGoodOne() throws Exception {
    published = Optional.of("<html>".getBytes(UTF_8));
    tickAfter(DAY / 2);
    published = Optional.of(Jwks.set());
    tickAfter(DAY / 2 + 1);

    assertThat(keys.current().loaded()).isFalse();
  }

  @Test
  void keysComeBackWithTheNextGoodFetch() throws Exception {
    published = Optional.empty();
    tickAfter(DAY + 1);
    published = Optional.of(Jwks.set(first));

    tickAfter(500);

    assertThat(keys.current().find("first")).isNotNull();
    assertThat(recorder.outcomes()).endsWith(RefreshOutcome.ENDED, RefreshOutcome.OK);
  }

  @Test
  void savedKeysEndByTheTimeOfTheirFetchNotOfTheRestart() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);
    published = Optional.empty();
    clock.advance(Duration.ofMillis(DAY - 1_000));
    IssuerKeys cold = new IssuerKeys();
    JwksRefresher restarted = refresher(cold, LastGoodKeys.in(file, ORIGIN));
    restarted.loadLastGood();
    assertThat(cold.current().fetchedAtMillis()).isEqualTo(START);

    clock.advance(Duration.ofMillis(1_001));
    restarted.tick();

    assertThat(cold.current().loaded()).isFalse();
  }

  @Test
  void tokensOfKeysThatEndedAreAnsweredByKeysUnavailable() throws Exception {
    SigningKeys signing = SigningKeys.es256("first");
    ECPoint point = ((ECPublicKey) signing.pair().getPublic()).getW();
    published =
        Optional.of(
            Jwks.set(
                Jwks.ec("first", Jwks.fixed(point.getAffineX()), Jwks.fixed(point.getAffineY()))));
    tickAfter(REFRESH);
    TokenVerifier verifier = verifier();
    assertThat(verify(verifier, token(signing))).isInstanceOf(Verification.Verified.class);
    published = Optional.empty();

    tickAfter(DAY + 1);

    assertThat(verify(verifier, token(signing)))
        .isEqualTo(new Verification.Rejected(TokenFault.KEYS_UNAVAILABLE));
  }

  private static Verification verify(TokenVerifier verifier, String token) {
    byte[] message = token.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return switch (verifier.verify(message, 0, message.length)) {
      case Verification.Unproven(TokenInQuestion question) -> question.verify();
      case Verification other -> other;
    };
  }

  @Test
  void missWakesTheRefreshingThread() throws Exception {
    CountDownLatch fetched = new CountDownLatch(2);
    IssuerKeys live = new IssuerKeys();
    JwksSource source =
        new Source() {
          @Override
          public byte[] fetch() {
            fetched.countDown();
            return Jwks.set(first);
          }
        };
    try (JwksRefresher running =
        new JwksRefresher(
            new JwksRefresher.Target("https://a", live, source, LastGoodKeys.nowhere()),
            new RefreshTimes(REFRESH, 0, () -> Long.MAX_VALUE, new Random(1)),
            InstantSource.system(),
            recorder)) {
      running.start();
      while (!live.current().loaded()) {
        Thread.onSpinWait();
      }
      live.missed("unknown");
      assertThat(fetched.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void keysOfAnotherPlaceAreNotLoaded() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);
    IssuerKeys cold = new IssuerKeys();

    refresher(cold, LastGoodKeys.in(file, "https://a from elsewhere")).loadLastGood();

    assertThat(cold.current().loaded()).isFalse();
  }

  @Test
  void savedKeysDoNotReplaceThoseInForce() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);
    long fetchedAt = keys.current().fetchedAtMillis();
    published = Optional.of(Jwks.set(second));
    tickAfter(REFRESH);

    refresher(keys, LastGoodKeys.in(file, ORIGIN)).loadLastGood();

    assertThat(keys.current().fetchedAtMillis()).isGreaterThan(fetchedAt);
    assertThat(keys.current().find("second")).isNotNull();
  }

  private void save(Path file) throws Exception {
    refresher(keys, LastGoodKeys.in(file, ORIGIN)).tick();
  }

  private IssuerKeys restarted(Path file, long laterMillis) {
    clock.advance(Duration.ofMillis(laterMillis));
    IssuerKeys cold = new IssuerKeys();
    refresher(cold, LastGoodKeys.in(file, ORIGIN)).loadLastGood();
    return cold;
  }

  private void tickAfter(long millis) throws InterruptedException {
    clock.advance(Duration.ofMillis(millis));
    refresher.tick();
  }

  private JwksRefresher refresher(IssuerKeys issuer, LastGoodKeys lastGood) {
    return new JwksRefresher(
        new JwksRefresher.Target("https://a", issuer, new Source(), lastGood),
        times(),
        clock,
        recorder);
  }

  private TokenVerifier verifier() {
    IssuerSettings settings =
        new IssuerSettings(
            "https://a",
            Set.of("api"),
            Set.of(KeyAlgorithm.ES256),
            Set.of("at+jwt"),
            0,
            900,
            false,
            ClaimNames.standard());
    return new TokenVerifier(
        4_096,
        new TokenProver(
            List.of(new TrustedIssuer(settings, keys)), ProviderSignatureVerifier.jdk()),
        new VerifiedTokenCache(16, new Random(1)),
        clock);
  }

  /** A token that is good now. */
  private String token(SigningKeys signing) {
    long seconds = clock.millis() / 1000;
    return new TokenDraft(signing)
        .claim("iss", "https://a")
        .claim("sub", "u-1")
        .claim("aud", "api")
        .claim("iat", seconds)
        .claim("exp", seconds + 300)
        .claim("jti", "t-" + seconds)
        .claim("client_id", "app")
        .signed();
  }

  private RefreshTimes times() {
    return new RefreshTimes(REFRESH, UNKNOWN_KID, () -> proofMillis, new Random(1));
  }

  private class Source implements JwksSource {
    @Override
    public byte[] fetch() throws IOException {
      fetches++;
      if (bug.isPresent()) {
        throw bug.get();
      }
      return published.orElseThrow(() -> new IOException("away"));
    }

    @Override
    public boolean asksIssuer() {
      return true;
    }
  }
}
