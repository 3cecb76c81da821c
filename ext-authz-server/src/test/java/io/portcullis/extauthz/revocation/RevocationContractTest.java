package io.portcullis.extauthz.revocation;

import static io.portcullis.extauthz.revocation.Tokens.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.Known;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.OutlivesLog;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.MacKeys.Kind;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.MutableClock;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.SharedFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every mode that knows revocations promises, against a real cluster. */
abstract class RevocationContractTest {
  @RegisterExtension
  static final SharedFixture<RedisClusterFixture> REDIS =
      SharedFixture.of(RedisClusterFixture::lend);

  static final long CLOCK_ERROR = 1_000;

  private static final String OTHER_ISSUER = "https://other.example.com";

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(START));
  private final FollowerTiming timing =
      new FollowerTiming(
          new SteadyClock(clock, clock::nanoTime), System::nanoTime, new Random(1), CLOCK_ERROR);
  private RedisTruth truth;
  private ModeUnderTest mode;

  abstract ModeUnderTest open(RedisTruth truth, FollowerTiming timing);

  @BeforeEach
  void openMode() {
    truth = new RedisTruth(REDIS.get(), false);
    mode = open(truth, timing);
  }

  @AfterEach
  void closeMode() {
    mode.close();
    truth.close();
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, jti-s", "SESSION, s", "USER, user-1"})
  void revokedByWhatIsKnownOfTheUser(RevocationType type, String id) {
    truth.revoke(revocation(type, id));
    prove(START);

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(type));
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, jti-s", "SESSION, s", "KEY, key-1", "TENANT, default", "CLIENT, client-1"})
  void revokedByWhatTheControlShardHolds(RevocationType type, String id) {
    truth.revokeInControl(revocation(type, id));
    prove(START);

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(type));
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, s", "SESSION, jti-s", "USER, client-1"})
  void idsOfOneTypeSayNothingOfAnother(RevocationType type, String id) {
    truth.revoke(revocation(type, id));
    prove(START);

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new NotRevoked(0));
  }

  @Test
  void idsOfOneIssuerSayNothingOfAnother() {
    truth.revoke(
        revocation(RevocationType.SESSION, "s").toBuilder().setIssuer(OTHER_ISSUER).build());
    prove(START);

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new NotRevoked(0));
    assertThat(check(Tokens.ofIssuer(OTHER_ISSUER, "s")))
        .isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void usersOfOneTenantAreNotThoseOfAnother() {
    truth.revoke(revocation(RevocationType.USER, "user-1").toBuilder().setTenant("other").build());
    prove(START);

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new NotRevoked(0));
  }

  @Test
  void sessionStartedAtTheCutoffIsRevokedAndOneAfterItIsNot() {
    truth.revoke(revocation(RevocationType.USER, "user-1"));
    prove(START);

    assertThat(check(Tokens.startedAt(START))).isEqualTo(new Revoked(RevocationType.USER));
    assertThat(check(Tokens.startedAt(START + 1))).isEqualTo(new NotRevoked(0));
  }

  @Test
  void foreignIssuersTokenIsRevokedLikeOurs() {
    truth.revoke(revocation(RevocationType.SESSION, "s"));
    prove(START);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void hasNoAgeBeforeTheFirstProof() {
    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"100, 700", "700, 100"})
  void ageIsThatOfTheOlderProof(long controlAge, long usersAge) {
    truth.beat(truth.control, START - controlAge);
    truth.beat(truth.users, START - usersAge);
    await(() -> age(Tokens.foreign("s")) == 700);
  }

  @Test
  void userShardThatIsNotProvedIsNotFresh() {
    truth.beat(truth.control, START);
    await(() -> age(freshlyMinted()) == 0); // so the control shard is followed

    assertThat(age(Tokens.foreign("s"))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tokenThatOutlivesTheLogIsNotJudged() {
    prove(START);

    assertThat(check(Tokens.living(900))).isEqualTo(new NotRevoked(0));
    assertThat(check(Tokens.living(901))).isEqualTo(new OutlivesLog());
  }

  @Test
  void freshlyMintedTokenProvesItselfAndForeignOneDoesNot() {
    truth.beat(truth.users, START - 60_000);
    prove(START, START - 60_000);

    assertThat(check(freshlyMinted())).isEqualTo(new NotRevoked(0));
    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(60_000));
  }

  @Test
  void mintingNeverProvesTheKeyButItsIssuerDoes() {
    prove(START - 60_000);

    assertThat(check(freshlyMinted())).isEqualTo(new NotRevoked(60_000));
    assertThat(mode.check(freshlyMinted(), (issuer, kid) -> START - 200))
        .isEqualTo(new NotRevoked(200));
  }

  @Test
  void revokedIsRevokedAtAnyAgeAndWithoutRedis() {
    truth.revoke(revocation(RevocationType.SESSION, "s"));
    prove(START);
    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(RevocationType.SESSION));

    truth.flush();
    clock.advance(Duration.ofMinutes(10));

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void firstAnswerAfterPauseIsAsOldAsThePause() {
    prove(START);
    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(0));

    clock.advance(Duration.ofSeconds(30));

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(30_000));
  }

  /** The heartbeat is there before the item: the log may lag, the proof may not lead. */
  @Test
  void whatIsAcknowledgedButNotCopiedIsNotProvedAbsent() {
    proveAndAsk(START - 5_000);
    truth.commit(truth.users, revocation(RevocationType.SESSION, "s"));
    truth.beat(truth.users, START);
    truth.beat(truth.control, START);

    await(() -> age(freshlyMinted()) == 0);
    assertThat(age(Tokens.foreign("s"))).isEqualTo(5_000);
    truth.copy(truth.users, 1);
    await(() -> check(Tokens.foreign("s")).equals(new Revoked(RevocationType.SESSION)));
  }

  @Test
  void forgedHeartbeatProvesNothing() {
    proveAndAsk(START - 5_000);

    truth.beat(
        "0",
        TruthLog.sealed(
            Kind.HEARTBEAT,
            truth.users.heartbeat(START).build().toByteArray(),
            TruthLog.FOREIGN_KEYS));

    assertThatUserShardStays(5_000);
  }

  @Test
  void heartbeatOfAnotherShardProvesNothing() {
    proveAndAsk(START - 5_000);

    truth.beat("0", truth.control.beat(START));

    assertThatUserShardStays(5_000);
  }

  @Test
  void heartbeatFromTheFutureProvesNothing() {
    proveAndAsk(START - 5_000);

    truth.beat(truth.users, START + CLOCK_ERROR + 1);

    assertThatUserShardStays(5_000);
  }

  @Test
  void heartbeatOfAnotherNumberOfShardsProvesNothing() {
    proveAndAsk(START - 5_000);

    truth.beat("0", TruthLog.sealed(truth.users.heartbeat(START).setShards(2).build()));

    assertThatUserShardStays(5_000);
  }

  @Test
  void redisIsEmptiedAndRefilled() {
    truth.revoke(revocation(RevocationType.SESSION, "other"));
    truth.revoke(revocation(RevocationType.SESSION, "s"));
    prove(START - 5_000);
    assertThat(check(Tokens.ofSession("new"))).isInstanceOf(NotRevoked.class);

    truth.flush();
    truth.beat(truth.control, START);
    truth.commit(truth.users, revocation(RevocationType.SESSION, "late"));
    truth.beat(truth.users, START);
    await(() -> age(freshlyMinted()) == 0);
    assertThat(age(Tokens.foreign("new"))).isGreaterThanOrEqualTo(5_000);

    truth.refill();

    await(() -> check(Tokens.ofSession("late")).equals(new Revoked(RevocationType.SESSION)));
    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
    await(() -> age(Tokens.foreign("new")) == 0);
  }

  /** What comes between the proofs and the look-up is obeyed, or the answer is as old as before. */
  @Test
  void proofIsNeverNewerThanTheLookUp() {
    prove(START - 5_000);
    KeyProofSource revoking =
        (issuer, kid) -> {
          truth.revoke(revocation(RevocationType.SESSION, "s"));
          truth.beat(truth.users, START);
          return Freshness.NONE;
        };

    Known answer = mode.check(Tokens.foreign("s"), revoking);

    switch (answer) {
      case NotRevoked(long ageMillis) -> assertThat(ageMillis).isGreaterThanOrEqualTo(5_000);
      case Revoked _ -> assertThat(answer).isEqualTo(new Revoked(RevocationType.SESSION));
      case OutlivesLog _ -> throw new AssertionError(answer);
    }
  }

  @Test
  void clockIsReadLast() {
    prove(START);
    KeyProofSource slow =
        (issuer, kid) -> {
          clock.advance(Duration.ofSeconds(3));
          return Freshness.NONE;
        };

    assertThat(((NotRevoked) mode.check(Tokens.foreign("s"), slow)).ageMillis())
        .isGreaterThanOrEqualTo(3_000);
  }

  /** A newer heartbeat of the control shard shows that the older state was looked at again. */
  private void assertThatUserShardStays(long age) {
    truth.beat(truth.control, START);
    await(() -> age(freshlyMinted()) == 0);
    assertThat(age(Tokens.foreign("s"))).isEqualTo(age);
    truth.beat(truth.users, START);
    await(() -> age(Tokens.foreign("s")) == 0);
  }

  private void proveAndAsk(long t0) {
    prove(t0);
    assertThat(age(Tokens.foreign("s"))).isEqualTo(START - t0);
  }

  private void prove(long t0) {
    truth.beat(truth.users, t0);
    prove(t0, t0);
  }

  private void prove(long control, long all) {
    truth.beat(truth.control, control);
    await(() -> mode.followedProof() == all || mode.followedProof() == control);
  }

  private VerifiedToken freshlyMinted() {
    return Tokens.issuedAt(START / 1_000);
  }

  private Known check(VerifiedToken token) {
    return mode.check(token, (issuer, kid) -> Freshness.NONE);
  }

  private long age(VerifiedToken token) {
    return switch (check(token)) {
      case NotRevoked(long ageMillis) -> ageMillis;
      case Known other -> throw new AssertionError(other);
    };
  }

  private static Revocation revocation(RevocationType type, String id) {
    Revocation.Builder revocation = TruthLog.revocation(type, id).toBuilder();
    return switch (type) {
      case USER -> revocation.setTenant("default").setNotAfter(START).build();
      case TENANT, CLIENT -> revocation.setNotAfter(START).build();
      case TOKEN, SESSION, KEY, REVOCATION_TYPE_UNSPECIFIED, UNRECOGNIZED -> revocation.build();
    };
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("given up").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
