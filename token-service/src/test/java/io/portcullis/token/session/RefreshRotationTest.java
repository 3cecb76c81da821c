package io.portcullis.token.session;

import static io.portcullis.token.session.SessionBench.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.session.RotationResult.Refused;
import io.portcullis.token.session.RotationResult.Replayed;
import io.portcullis.token.session.RotationResult.Reused;
import io.portcullis.token.session.RotationResult.Rotated;
import io.portcullis.token.session.RotationResult.Unavailable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class RefreshRotationTest {
  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final String KEYS = SessionBench.keyLine("k1", 1);
  private SessionBench bench;

  @BeforeEach
  void open() {
    bench = new SessionBench(DYNAMO.get(), KEYS);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void rotatesTheCurrentToken() {
    SessionDraft opened = bench.open("u1");
    RefreshToken second = bench.rotated(opened.refreshToken());
    RefreshToken third = bench.rotated(second);
    assertThat(third.value()).startsWith("rt1.k1." + opened.session().sid() + ".3.");
  }

  @Test
  void answersARetryWithTheIdenticalSuccessor() {
    RefreshToken first = bench.open("u1").refreshToken();
    RefreshToken second = bench.rotated(first);
    bench.clock.advance(SessionBench.GRACE);
    assertThat(bench.rotate(first))
        .isInstanceOfSatisfying(
            Replayed.class, replay -> assertThat(replay.refreshToken()).isEqualTo(second));
  }

  @Test
  void derivesThroughSeveralGenerationsWithinTheGrace() {
    RefreshToken first = bench.open("u1").refreshToken();
    RefreshToken third = bench.rotated(bench.rotated(first));
    assertThat(bench.rotate(first))
        .isInstanceOfSatisfying(
            Replayed.class, replay -> assertThat(replay.refreshToken()).isEqualTo(third));
  }

  @Test
  void answersAnOlderGenerationOnlyWhileEachStepIsWithinItsGrace() {
    RefreshToken first = bench.open("u1").refreshToken();
    RefreshToken second = bench.rotated(first);
    bench.clock.advance(SessionBench.GRACE.minusMillis(1));
    bench.rotated(second);
    bench.clock.advance(Duration.ofMillis(2));
    assertThat(bench.rotate(second)).isInstanceOf(Replayed.class);
    assertThat(bench.rotate(first)).isInstanceOf(Reused.class);
  }

  @Test
  void rotatesNoMoreThanThreeTimesWithinTheGraceAndKeepsAnswering() {
    RefreshToken fourth =
        bench.rotated(bench.rotated(bench.rotated(bench.open("u1").refreshToken())));
    assertThat(bench.rotate(fourth))
        .isInstanceOfSatisfying(
            Replayed.class, replay -> assertThat(replay.refreshToken()).isEqualTo(fourth));
    bench.clock.advance(SessionBench.GRACE.plusMillis(1));
    assertThat(bench.rotate(fourth)).isInstanceOf(Rotated.class);
  }

  @Test
  void reportsAGenuineOldTokenAfterTheGraceAndEndsNothingItself() {
    SessionDraft opened = bench.open("u1");
    RefreshToken second = bench.rotated(opened.refreshToken());
    bench.clock.advance(SessionBench.GRACE.plusMillis(1));
    assertThat(bench.rotate(opened.refreshToken()))
        .isInstanceOfSatisfying(
            Reused.class,
            reuse -> {
              assertThat(reuse.session().sid()).isEqualTo(opened.session().sid());
              assertThat(reuse.presentedGeneration()).isEqualTo(1);
              assertThat(reuse.currentGeneration()).isEqualTo(2);
            });
    assertThat(bench.rotate(second)).isInstanceOf(Rotated.class);
  }

  @Test
  void aClientsOwnGraceCountsInsteadOfTheUsualOne() {
    RefreshToken patient = bench.open("u1").refreshToken();
    RefreshToken impatient = bench.open("u2").refreshToken();
    RefreshToken second = bench.rotated(patient, terms(Duration.ofSeconds(60), true));
    bench.rotated(impatient, terms(Duration.ZERO, true));
    bench.clock.advance(Duration.ofMillis(1));
    assertThat(bench.rotate(impatient)).isInstanceOf(Reused.class);
    bench.clock.advance(Duration.ofSeconds(60).minusMillis(1));
    assertThat(bench.rotate(patient))
        .isInstanceOfSatisfying(
            Replayed.class, replay -> assertThat(replay.refreshToken()).isEqualTo(second));
  }

  @Test
  void theGraceIsJudgedByTheTimeOfArrival() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.rotated(first);
    bench.clock.advance(SessionBench.GRACE);
    RefreshTerms arrived = bench.terms(APP);
    bench.clock.advance(Duration.ofSeconds(2));
    assertThat(bench.rotation.rotate(first.value(), arrived)).isInstanceOf(Replayed.class);
  }

  @Test
  void aTokenThatIsNotRotatedGoesOnUntilItsSessionEnds() {
    SessionDraft opened = bench.open("u1");
    RefreshTerms unrotated = terms(SessionBench.GRACE, false);
    for (int i = 0; i < 15; i++) {
      bench.clock.advance(Duration.ofMinutes(31));
      assertThat(bench.rotation.rotate(opened.refreshToken().value(), unrotated))
          .isInstanceOfSatisfying(
              RotationResult.Kept.class,
              kept -> {
                assertThat(kept.refreshToken()).isEqualTo(opened.refreshToken());
                assertThat(kept.session().lastSeenMillis()).isEqualTo(bench.clock.millis());
              });
    }
    bench.clock.advance(Duration.ofMinutes(31));
    assertThat(bench.rotation.rotate(opened.refreshToken().value(), unrotated))
        .isEqualTo(new Refused(RefusalReason.EXPIRED));
  }

  @Test
  void aTokenThatIsNotRotatedStillBelongsToItsClientAndEndsWithItsSession() {
    SessionDraft opened = bench.open("u1");
    String token = opened.refreshToken().value();
    RefreshTerms other = new RefreshTerms("other", Optional.empty(), false, bench.clock.millis());
    assertThat(bench.rotation.rotate(token, other))
        .isEqualTo(new Refused(RefusalReason.OTHER_CLIENT));
    end(opened.session().sid());
    assertThat(bench.rotation.rotate(token, terms(SessionBench.GRACE, false)))
        .isEqualTo(new Refused(RefusalReason.ENDED));
  }

  @Test
  void forgedOldGenerationEndsNobodysSession() {
    SessionDraft opened = bench.open("victim");
    RefreshToken current = bench.rotated(bench.rotated(bench.rotated(opened.refreshToken())));
    bench.clock.advance(Duration.ofMinutes(5));
    String secret = "A".repeat(43);
    String tag = "A".repeat(22);
    String forged = "rt1.k1." + opened.session().sid() + ".1." + secret + "." + tag;
    assertThat(bench.rotate(forged, APP)).isEqualTo(new Refused(RefusalReason.FORGED));
    assertThat(bench.rotate(current)).isInstanceOf(Rotated.class);
  }

  @Test
  void aForgedTagIsRefusedWithoutARead() {
    String token = bench.open("u1").refreshToken().value();
    String forged = token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A");
    bench.faults.next((request, call) -> {
      throw new AssertionError("asked DynamoDB: " + request);
    });
    assertThat(bench.rotate(forged, APP)).isEqualTo(new Refused(RefusalReason.FORGED));
  }

  @Test
  void refusesAnotherClientAndEndsNothing() {
    RefreshToken first = bench.open("u1").refreshToken();
    RefreshToken second = bench.rotated(first);
    bench.clock.advance(Duration.ofMinutes(1));
    assertThat(bench.rotate(second.value(), "other"))
        .isEqualTo(new Refused(RefusalReason.OTHER_CLIENT));
    assertThat(bench.rotate(first.value(), "other"))
        .isEqualTo(new Refused(RefusalReason.OTHER_CLIENT));
    assertThat(bench.rotate(second)).isInstanceOf(Rotated.class);
  }

  @Test
  void rotationNeverExtendsTheAbsoluteLife() {
    RefreshToken token = bench.open("u1").refreshToken();
    for (int i = 0; i < 15; i++) {
      bench.clock.advance(Duration.ofMinutes(31));
      token = bench.rotated(token);
    }
    bench.clock.advance(Duration.ofMinutes(31));
    assertThat(bench.rotate(token)).isEqualTo(new Refused(RefusalReason.EXPIRED));
  }

  @Test
  void endsWhenIdle() {
    RefreshToken token = bench.open("u1").refreshToken();
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.rotate(token)).isEqualTo(new Refused(RefusalReason.EXPIRED));
  }

  @Test
  void refusesATokenOfASessionThatIsGone() {
    String unknown = bench.tokens.first(bench.tokens.newSid()).value();
    assertThat(bench.rotate(unknown, APP)).isEqualTo(new Refused(RefusalReason.UNKNOWN_SESSION));
  }

  @Test
  void refusesEveryTokenOfAnEndedSession() {
    SessionDraft opened = bench.open("u1");
    RefreshToken second = bench.rotated(opened.refreshToken());
    end(opened.session().sid());
    assertThat(bench.rotate(second)).isEqualTo(new Refused(RefusalReason.ENDED));
    assertThat(bench.rotate(opened.refreshToken())).isEqualTo(new Refused(RefusalReason.ENDED));
    assertThat(bench.store.find(opened.session().sid())).isEmpty();
    assertThat(bench.store.owner(opened.session().sid()))
        .contains(new SessionOwner("default", "u1", APP, false));
  }

  @Test
  void refusesAGenerationThatARestoredTableHasNotReached() {
    SessionDraft opened = bench.open("u1");
    Map<String, AttributeValue> backup = item(opened.session().sid());
    RefreshToken second = bench.rotated(opened.refreshToken());
    bench.connection().client().putItem(b -> b.tableName("t-sessions").item(backup));
    assertThat(bench.rotate(second)).isEqualTo(new Refused(RefusalReason.GENERATION_AHEAD));
  }

  @Test
  void recognisesItsOwnWriteWhenTheClientRepeatsIt() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.faults.next(DynamoFaultsTwice::call);
    assertThat(bench.rotate(first)).isInstanceOf(Rotated.class);
  }

  @Test
  void aRetryAfterALostAnswerGetsTheSuccessorThatWasWritten() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.faults.next((request, call) -> {
      call.call();
      throw ApiCallTimeoutException.create(1);
    });
    assertThat(bench.rotate(first)).isInstanceOf(Unavailable.class);
    assertThat(bench.rotate(first))
        .isInstanceOfSatisfying(
            Replayed.class,
            replay -> assertThat(bench.rotate(replay.refreshToken())).isInstanceOf(Rotated.class));
  }

  @Test
  void throttlingIsUnavailableAndNeverInvalidGrant() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.faults.next((request, call) -> {
      throw ProvisionedThroughputExceededException.builder().message("slow down").build();
    });
    assertThat(bench.rotate(first)).isInstanceOf(Unavailable.class);
    assertThat(bench.rotate(first)).isInstanceOf(Rotated.class);
  }

  @Test
  void aConflictWithATransactionIsRetried() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.faults.next((request, call) -> {
      throw TransactionConflictException.builder().message("in a transaction").build();
    });
    assertThat(bench.rotate(first)).isInstanceOf(Rotated.class);
  }

  @Test
  void conflictsThatDoNotEndSayNothingOfTheToken() {
    RefreshToken first = bench.open("u1").refreshToken();
    bench.faults.always(
        UpdateItemRequest.class,
        (request, call) -> {
          throw TransactionConflictException.builder().message("in a transaction").build();
        });
    assertThat(bench.rotate(first)).isInstanceOf(Unavailable.class);
    assertThat(bench.faults.calls(UpdateItemRequest.class)).isEqualTo(4);
    bench.faults.heal();
    assertThat(bench.rotate(first)).isInstanceOf(Rotated.class);
  }

  @Test
  void aRefreshCostsOneWriteUnit() {
    RefreshToken token = bench.open("a".repeat(36)).refreshToken();
    for (int i = 0; i < 5; i++) {
      token = bench.rotated(token);
      bench.clock.advance(Duration.ofSeconds(20));
    }
    assertThat(bench.faults.updateUnits()).hasSize(5).containsOnly(1.0);
  }

  @Test
  void goesOnWithTokensOfAnOldKey() {
    RefreshToken first = bench.open("u1").refreshToken();
    try (SessionBench later = newer()) {
      RefreshToken second = later.rotated(first);
      assertThat(second.value()).startsWith("rt1.k2.");
      assertThat(later.rotate(first))
          .isInstanceOfSatisfying(
              Replayed.class, replay -> assertThat(replay.refreshToken()).isEqualTo(second));
    }
  }

  @Test
  void aReplayIsNoTheftToAnInstanceThatLacksTheSuccessorsKey() {
    RefreshToken first = bench.open("u1").refreshToken();
    try (SessionBench newer = newer()) {
      RefreshToken second = newer.rotated(first);
      assertThat(bench.rotate(first)).isInstanceOf(Unavailable.class);
      bench.clock.advance(SessionBench.GRACE.plusMillis(1));
      assertThat(bench.rotate(first)).isInstanceOf(Unavailable.class);
      assertThat(newer.rotate(second)).isInstanceOf(Rotated.class);
    }
  }

  @Test
  void aTokenOfAKeyThatOnlyOtherInstancesHaveIsNotRefused() {
    SessionDraft opened = bench.open("u1");
    try (SessionBench newer = newer()) {
      String second = newer.rotated(opened.refreshToken()).value();
      assertThat(bench.rotation.read(second, APP, bench.clock.millis()))
          .isInstanceOf(PresentedToken.Unavailable.class);
      assertThat(bench.rotate(second, APP)).isInstanceOf(Unavailable.class);
      assertThat(bench.store.findByAnyRefreshToken(second)).isPresent();
      assertThat(newer.rotate(second, APP)).isInstanceOf(Rotated.class);
      end(opened.session().sid());
      assertThat(bench.rotation.read(second, APP, bench.clock.millis()))
          .isEqualTo(new PresentedToken.Refused(RefusalReason.FORGED));
    }
  }

  @Test
  void aTokenOfAWithdrawnKeyIsRefusedAtOnceAndStillEndsItsSession() {
    String keys = SessionBench.keyLine("k2", 2);
    RefreshToken first = bench.open("u1").refreshToken();
    try (SessionBench without = new SessionBench(DYNAMO.get(), keys, List.of("k1"))) {
      without.faults.next((request, call) -> {
        throw new AssertionError("asked DynamoDB: " + request);
      });
      assertThat(without.rotation.read(first.value(), APP, without.clock.millis()))
          .isEqualTo(new PresentedToken.Refused(RefusalReason.KEY_WITHDRAWN));
      assertThat(without.rotate(first)).isEqualTo(new Refused(RefusalReason.KEY_WITHDRAWN));
      without.faults.heal();
      assertThat(without.store.findByAnyRefreshToken(first.value())).isPresent();
    }
  }

  @Test
  void whoCanOnlyGoOnByAWithdrawnKeyIsRefusedAndNoThief() {
    RefreshToken first = bench.open("u1").refreshToken();
    try (SessionBench newer = newer()) {
      newer.rotated(first);
    }
    try (SessionBench without = new SessionBench(DYNAMO.get(), KEYS, List.of("k2"))) {
      assertThat(without.rotate(first)).isEqualTo(new Refused(RefusalReason.KEY_WITHDRAWN));
      without.clock.advance(SessionBench.GRACE.plusMillis(1));
      assertThat(without.rotate(first)).isEqualTo(new Refused(RefusalReason.KEY_WITHDRAWN));
    }
  }

  @Test
  void aTokenOfAnUnknownKeyThatTheSessionNeverHadIsForged() {
    SessionDraft opened = bench.open("victim");
    bench.rotated(opened.refreshToken());
    bench.clock.advance(SessionBench.GRACE.plusMillis(1));
    String forged = opened.refreshToken().value().replaceFirst("rt1\\.k1\\.", "rt1.k9.");
    assertThat(bench.rotation.read(forged, APP, bench.clock.millis()))
        .isEqualTo(new PresentedToken.Refused(RefusalReason.FORGED));
    assertThat(bench.rotate(forged, APP)).isEqualTo(new Refused(RefusalReason.FORGED));
    assertThat(bench.store.findByAnyRefreshToken(forged)).isEmpty();
  }

  @Test
  void listsAUsersLiveSessionsNewestFirst() {
    String older = bench.open("lister").session().sid();
    bench.clock.advance(Duration.ofSeconds(1));
    String ended = bench.open("lister").session().sid();
    bench.clock.advance(Duration.ofSeconds(1));
    String newer = bench.open("lister").session().sid();
    bench.open("somebody else");
    end(ended);
    assertThat(bench.store.sessionsOf("default", "lister"))
        .extracting(Session::sid)
        .containsExactly(newer, older);
  }

  @Test
  void listsALiveSessionBehindManyThatHaveEnded() {
    String live = bench.open("busy").session().sid();
    bench.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 101; i++) {
      end(bench.open("busy").session().sid());
    }

    assertThat(bench.store.sessionsOf("default", "busy"))
        .extracting(Session::sid)
        .containsExactly(live);
  }

  @Test
  void findsAllOfAUsersLiveSessionsHoweverManyThereAre() {
    Set<String> opened = new HashSet<>();
    for (int i = 0; i < 1_010; i++) {
      opened.add(bench.open("everywhere").session().sid());
    }

    assertThat(bench.store.liveSidsOf("default", "everywhere"))
        .containsExactlyInAnyOrderElementsOf(opened);
  }

  @Test
  void findsASessionByItsLiveTokenOnly() {
    SessionDraft opened = bench.open("u1");
    RefreshToken second = bench.rotated(opened.refreshToken());
    assertThat(bench.store.findByRefreshToken(second.value()))
        .hasValueSatisfying(found -> assertThat(found.sid()).isEqualTo(opened.session().sid()));
    assertThat(bench.store.findByRefreshToken(opened.refreshToken().value())).isEmpty();
  }

  /** An instance with a newer key than the others have. */
  private static SessionBench newer() {
    return new SessionBench(DYNAMO.get(), SessionBench.keyLine("k2", 2) + "\n" + KEYS);
  }

  private RefreshTerms terms(Duration grace, boolean rotates) {
    return new RefreshTerms(APP, Optional.of(grace), rotates, bench.clock.millis());
  }

  private void end(String sid) {
    TransactWriteItem ending = bench.store.ending(sid).action();
    bench.connection().client().transactWriteItems(b -> b.transactItems(ending));
  }

  private Map<String, AttributeValue> item(String sid) {
    return bench
        .connection()
        .client()
        .getItem(b -> b.tableName("t-sessions").key(Map.of("sid", AttributeValue.fromS(sid))))
        .item();
  }

  private static final class DynamoFaultsTwice {
    static Object call(Object request, Callable<Object> call) throws Exception {
      call.call();
      return call.call();
    }
  }
}
