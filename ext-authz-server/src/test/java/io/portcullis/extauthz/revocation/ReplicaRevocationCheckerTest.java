package io.portcullis.extauthz.revocation;

import static io.portcullis.extauthz.revocation.Tokens.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.extauthz.jwt.VerifiedToken;
import io.portcullis.extauthz.revocation.RevocationStatus.NotRevoked;
import io.portcullis.extauthz.revocation.RevocationStatus.Revoked;
import io.portcullis.kit.time.SteadyClock;
import io.portcullis.proto.revocation.LogItem;
import io.portcullis.proto.revocation.Revocation;
import io.portcullis.proto.revocation.RevocationType;
import io.portcullis.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaRevocationCheckerTest {
  private static final long CLOCK_ERROR = 1_000;

  private final MutableClock clock = MutableClock.at(Instant.ofEpochMilli(START));
  private final SteadyClock steady = new SteadyClock(clock, clock::nanoTime);
  private final RevocationReplica replica = new RevocationReplica(new Random(1), clock::nanoTime);
  private final Freshness freshness = replica.freshness();

  private KeyProofSource keys = (issuer, keyId) -> Freshness.NONE;

  @BeforeEach
  void twoUserShards() {
    freshness.grow(2);
  }

  @Test
  void ageIsThatOfTheOldestShard() {
    prove(START - 100, START - 700, START - 300);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(700));
  }

  @Test
  void hasNoAgeBeforeEveryShardIsProved() {
    prove(START, START, Freshness.NONE);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @Test
  void cannotJudgeTokenThatOutlivesTheLog() {
    prove(START, START, START);
    replica.limitTokenLife(300_000);
    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(0));

    replica.limitTokenLife(299_000);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new RevocationStatus.OutlivesLog());
  }

  @Test
  void firstAnswerAfterPauseIsAsOldAsThePause() {
    prove(START, START, START);

    clock.advance(Duration.ofSeconds(30));

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(30_000));
  }

  @Test
  void wallClockSetBackMakesNothingFresher() {
    prove(START, START, START);
    clock.advance(Duration.ofSeconds(30));
    check(Tokens.foreign("s"));

    clock.jump(Duration.ofHours(-1));
    clock.advance(Duration.ofSeconds(5));

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(35_000));
  }

  @Test
  void wallClockSetForwardExpiresNoEntry() {
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));

    clock.jump(Duration.ofHours(1));
    replica.sweep();

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void entryGoesOnceItsTimeIsOverOnTheMonotonicClock() {
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));

    clock.advance(Duration.ofMillis(TruthLog.KEEP_MILLIS));
    replica.sweep();
    assertThat(replica.entries()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(10));
    replica.sweep();

    assertThat(replica.entries()).isZero();
  }

  @Test
  void applyingAgainKeepsAnEntryLonger() {
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));
    clock.advance(Duration.ofMillis(TruthLog.KEEP_MILLIS - 60_000));
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));

    clock.advance(Duration.ofMinutes(2));
    replica.sweep();

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, jti-s", "SESSION, s", "KEY, key-1", "TENANT, default", "CLIENT, client-1"})
  void revokedByEachType(RevocationType type, String id) {
    apply(TruthLog.revocation(type, id).toBuilder().setNotAfter(START).build());

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(type));
  }

  @ParameterizedTest
  @CsvSource({"'', user-1, true", "default, user-1, true", "acme, user-1, false"})
  void userIsOneOfTheTenant(String tenant, String user, boolean revoked) {
    apply(
        TruthLog.revocation(RevocationType.USER, user).toBuilder()
            .setTenant(tenant)
            .setNotAfter(START)
            .build());

    assertThat(check(Tokens.ofSession("s")) instanceof Revoked).isEqualTo(revoked);
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, s", "SESSION, jti-s", "KEY, client-1", "CLIENT, key-1", "TENANT, user-1"})
  void idsOfOneTypeSayNothingOfAnother(RevocationType type, String id) {
    apply(TruthLog.revocation(type, id).toBuilder().setNotAfter(START).build());

    assertThat(check(Tokens.ofSession("s"))).isInstanceOf(NotRevoked.class);
  }

  @Test
  void idsOfOneIssuerSayNothingOfAnother() {
    apply(
        TruthLog.revocation(RevocationType.SESSION, "s").toBuilder()
            .setIssuer("https://other.example.com")
            .build());

    assertThat(check(Tokens.ofSession("s"))).isInstanceOf(NotRevoked.class);
  }

  @Test
  void sessionStartedAtTheCutoffIsRevoked() {
    revokeUserUpTo(START);

    assertThat(check(Tokens.startedAt(START))).isEqualTo(new Revoked(RevocationType.USER));
  }

  @Test
  void sessionStartedAfterTheCutoffIsNot() {
    revokeUserUpTo(START);

    assertThat(check(Tokens.startedAt(START + 1))).isInstanceOf(NotRevoked.class);
  }

  @Test
  void laterCutoffStandsWhateverTheOrder() {
    revokeUserUpTo(START);
    revokeUserUpTo(START - 5_000);

    assertThat(check(Tokens.startedAt(START))).isEqualTo(new Revoked(RevocationType.USER));
  }

  @Test
  void revokedIsRevokedAtAnyAge() {
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void freshlyMintedTokenProvesItself() {
    prove(START, START - 60_000, START - 60_000);

    assertThat(check(Tokens.issuedAt(START / 1_000))).isEqualTo(new NotRevoked(0));
  }

  @Test
  void freshlyMintedTokenOfForeignIssuerProvesNothing() {
    prove(START, START - 60_000, START - 60_000);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(60_000));
  }

  @Test
  void issuedAtNeverProvesTheKey() {
    prove(START - 60_000, START - 60_000, START - 60_000);

    assertThat(check(Tokens.issuedAt(START / 1_000))).isEqualTo(new NotRevoked(60_000));
  }

  @Test
  void issuedAtBeyondTheClockErrorProvesNothing() {
    prove(START, START - 60_000, START);

    assertThat(check(Tokens.issuedAt(START / 1_000 + 2))).isEqualTo(new NotRevoked(60_000));
  }

  @Test
  void issuerThatStillPublishesTheKeyProvesIt() {
    prove(START - 60_000, START - 60_000, START - 60_000);
    keys = (issuer, keyId) -> keyId.equals("key-1") ? START - 200 : Freshness.NONE;

    assertThat(check(Tokens.issuedAt(START / 1_000))).isEqualTo(new NotRevoked(200));
  }

  @Test
  void foreignIssuerProvesNothingOfKeysThatWeRevoke() {
    prove(START - 60_000, START, START);
    keys = (issuer, keyId) -> START;

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(60_000));
  }

  /** What comes between the proofs and the look-up is obeyed. */
  @Test
  void proofsAreReadBeforeTheLookUp() {
    prove(START - 5_000, START - 5_000, START - 5_000);
    keys =
        (issuer, keyId) -> {
          revokeAndProve();
          return Freshness.NONE;
        };

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new Revoked(RevocationType.SESSION));
  }

  @Test
  void proofOfTheStateIsReadFirst() {
    prove(START, START - 5_000, START - 5_000);
    keys =
        (issuer, keyId) -> {
          prove(START, START, START);
          return Freshness.NONE;
        };

    assertThat(check(tokenOfLongAgo())).isEqualTo(new NotRevoked(5_000));
  }

  /** What comes after the look-up may be missed, but then its proof is not counted either. */
  @Test
  void proofThatComesAfterTheLookUpIsNotCounted() {
    prove(START, START - 5_000, START - 5_000);
    ReplicaRevocationChecker checker =
        new ReplicaRevocationChecker(
            replica,
            keys,
            () -> {
              revokeAndProve();
              return Instant.ofEpochMilli(START);
            },
            CLOCK_ERROR);

    assertThat(checker.check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(5_000));
  }

  @Test
  void clockIsReadLast() {
    prove(START, START, START);
    keys =
        (issuer, keyId) -> {
          clock.advance(Duration.ofSeconds(3));
          return Freshness.NONE;
        };

    assertThat(check(Tokens.ofSession("s"))).isEqualTo(new NotRevoked(3_000));
  }

  @Test
  void whatWasProvedOfFewerShardsStaysProvedWhenTheirNumberGrows() {
    prove(START - 300, START - 300, START - 300);

    freshness.grow(4);

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(300));
  }

  @Test
  void voidedShardProvesNothingOfTheWhole() {
    prove(START, START, START);
    freshness.grow(4);

    freshness.voidProof(freshness.shard(1));

    assertThat(check(Tokens.foreign("s"))).isEqualTo(new NotRevoked(Long.MAX_VALUE));
  }

  @Test
  void verificationOnlyRevokesNothingAndIsNeverStale() {
    assertThat(new NoRevocationChecker().check(Tokens.ofSession("s"))).isEqualTo(new NotRevoked(0));
  }

  private RevocationStatus check(VerifiedToken token) {
    return new ReplicaRevocationChecker(replica, keys, steady, CLOCK_ERROR).check(token);
  }

  private static VerifiedToken tokenOfLongAgo() {
    return Tokens.issuedAt(START / 1_000 - 60);
  }

  private void revokeAndProve() {
    apply(TruthLog.revocation(RevocationType.SESSION, "s"));
    prove(START, START, START);
  }

  private void revokeUserUpTo(long notAfter) {
    apply(
        TruthLog.revocation(RevocationType.USER, "user-1").toBuilder()
            .setTenant("default")
            .setNotAfter(notAfter)
            .build());
  }

  private void apply(Revocation revocation) {
    replica.apply(
        LogItem.newBuilder()
            .setKeepMillis(TruthLog.KEEP_MILLIS)
            .addRevocations(revocation)
            .build());
  }

  private void prove(long control, long first, long second) {
    freshness.shard(0).set(control);
    freshness.shard(1).set(first);
    freshness.shard(2).set(second);
  }
}
