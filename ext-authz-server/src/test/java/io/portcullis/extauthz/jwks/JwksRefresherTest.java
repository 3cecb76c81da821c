package io.portcullis.extauthz.jwks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwksRefresherTest {
  private static final long START = 1_800_000_000_000L;
  private static final long REFRESH = 300_000;
  private static final long UNKNOWN_KID = 30_000;

  private final IssuerKeys keys = new IssuerKeys();
  private final RefreshRecorder recorder = new RefreshRecorder();
  private final String first = Jwks.ec("first");
  private final String second = Jwks.ec("second");

  @TempDir private Path directory;
  private Optional<byte[]> published = Optional.of(Jwks.set(first));
  private Optional<RuntimeException> bug = Optional.empty();
  private int fetches;
  private long now = START;
  private long proofMillis = Long.MAX_VALUE;

  private JwksRefresher refresher = refresher(LastGoodKeys.nowhere());

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

    IssuerKeys cold = restarted(file, 23 * 3_600_000L);

    assertThat(cold.current().find("first")).isNotNull();
    assertThat(cold.current().provenAtMillis()).isZero();
  }

  @Test
  void refusesLastGoodSetOlderThanDay() throws Exception {
    Path file = directory.resolve("keys.json");
    save(file);

    assertThat(restarted(file, 24 * 3_600_000L + 1).current().loaded()).isFalse();
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

  private void save(Path file) throws Exception {
    refresher(LastGoodKeys.in(file)).tick();
  }

  private IssuerKeys restarted(Path file, long laterMillis) {
    now += laterMillis;
    IssuerKeys cold = new IssuerKeys();
    JwksRefresher.Target target =
        new JwksRefresher.Target("https://a", cold, new Source(), LastGoodKeys.in(file));
    new JwksRefresher(target, times(), clock(), recorder).loadLastGood();
    return cold;
  }

  private void tickAfter(long millis) throws InterruptedException {
    now += millis;
    refresher.tick();
  }

  private JwksRefresher refresher(LastGoodKeys lastGood) {
    return new JwksRefresher(
        new JwksRefresher.Target("https://a", keys, new Source(), lastGood),
        times(),
        clock(),
        recorder);
  }

  private RefreshTimes times() {
    return new RefreshTimes(REFRESH, UNKNOWN_KID, () -> proofMillis, new Random(1));
  }

  private InstantSource clock() {
    return () -> Instant.ofEpochMilli(now);
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
