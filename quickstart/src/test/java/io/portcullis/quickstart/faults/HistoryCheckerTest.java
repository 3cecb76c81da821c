package io.portcullis.quickstart.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.faults.History.Age;
import io.portcullis.quickstart.faults.History.Check;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Histories with a planted violation, which must be found, beside their blameless twins. */
final class HistoryCheckerTest {
  private static final Bound BOUND = new Bound("default", 2_000, 1_000);
  private static final int TOKEN = 7;

  private final History history = new History();

  @Test
  void findsNothingInABlamelessHistory() {
    revoke(1_000);
    check(500, "ok");
    check(4_000, "ok");
    check(4_001, "token_revoked");
    age(900, 0.1);
    assertThat(judge().wrong()).isEmpty();
    assertThat(judge().latestYesMillis()).isEqualTo(3_000);
  }

  @Test
  void findsAYesOneMillisecondTooLate() {
    revoke(1_000);
    check(4_001, "ok");
    check(5_000, "token_revoked");
    assertThat(judge().wrong()).singleElement().asString().contains("said yes 3001 ms after");
  }

  @Test
  void judgesAYesByTheBoundOfItsOwnPolicy() {
    revoke(1_000);
    history.checked(at("a", new Bound("patient", 6_000, 1_000), 7_999, "ok"));
    check(9_000, "token_revoked");
    assertThat(judge().wrong()).isEmpty();
  }

  @Test
  void findsARevocationThatIsForgottenInTheEnd() {
    revoke(1_000);
    check(2_000, "token_revoked");
    check(3_500, "ok");
    assertThat(judge().wrong()).singleElement().asString().contains("lost, a ends with ok");
  }

  @Test
  void takesNoAnswerForNoProofThatTheRevocationIsKept() {
    revoke(1_000);
    check(2_000, "no_answer");
    assertThat(judge().wrong()).singleElement().asString().contains("ends with no_answer");
  }

  @Test
  void findsARevokedTokenThatAServerWasNeverAskedFor() {
    revoke(1_000);
    check(2_000, "token_revoked");
    assertThat(HistoryChecker.judge(history, List.of("a", "b")).wrong())
        .singleElement()
        .asString()
        .contains("b was never asked");
  }

  @Test
  void findsAnAgeThatIsYoungerThanTheTruth() {
    revoke(1_000);
    // "I know all until 1,500", and then a yes that shows the contrary.
    age(2_000, 0.5);
    check(2_100, "ok");
    check(2_200, "token_revoked");
    assertThat(judge().wrong()).singleElement().asString().contains("showed an age of 0.500 s");
  }

  @Test
  void takesTheAgeOfANearCacheForThatOfItsControlShard() {
    history.read(new Age("a", Mode.NEAR_CACHE, nanos(2_000), nanos(2_000), 0.5));
    revoke(1_000);
    check(2_100, "ok");
    check(2_200, "token_revoked");
    assertThat(judge().wrong()).isEmpty();
    revoke(8, "client", 1_000);
    history.checked(at(8, "a", BOUND, 2_100, "ok"));
    history.checked(at(8, "a", BOUND, 2_200, "token_revoked"));
    assertThat(judge().wrong()).singleElement().asString().contains("showed an age of 0.500 s");
  }

  @Test
  void findsAnAgeThatIsOlderThanTheTruth() {
    // Asked at 10,000, so fresh up to 8,000 at least; "I know all until 7,000" is not so.
    check(10_000, "ok");
    age(10_100, 3.1);
    assertThat(judge().wrong()).singleElement().asString().contains("by a younger proof");
  }

  @Test
  void expectsNoAgeWhileThereIsNoLog() {
    history.withoutLog(nanos(10_050), nanos(20_050));
    check(10_000, "ok");
    age(10_100, Double.POSITIVE_INFINITY);
    check(20_000, "ok");
    age(20_100, Double.POSITIVE_INFINITY);
    assertThat(judge().wrong()).isEmpty();
    check(20_200, "ok");
    age(20_300, Double.POSITIVE_INFINITY);
    assertThat(judge().wrong()).singleElement().asString().contains("by a younger proof");
  }

  @Test
  void forgetsTheProofsOfAServerThatWasRestarted() {
    check(10_000, "ok");
    history.read(
        new Age("a#2", Mode.REPLICA, nanos(10_100), nanos(10_101), Double.POSITIVE_INFINITY));
    assertThat(judge().wrong()).isEmpty();
  }

  @Test
  void forgetsWhatTheDocumentedStepsForget() throws InterruptedException {
    long since = System.nanoTime();
    history.acknowledged(List.of(TOKEN), "user", since);
    history.acknowledged(List.of(8), History.OWN_KEY, since);
    history.checked(at(8, "a", BOUND, 0, "token_invalid"));
    history.forgetSince(since);
    long later = TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + 60_000;
    check(later, "ok");
    history.checked(at(8, "a", BOUND, later, "ok"));
    assertThat(judge().wrong())
        .anyMatch(wrong -> wrong.contains("token 8, revoked by own key") && wrong.contains("lost"))
        .noneMatch(wrong -> wrong.contains("revoked by user"));
  }

  @Test
  void countsRefusalsOfTokensThatNobodyHadRevoked() {
    check(500, "revocation_state_stale");
    check(600, "no_answer");
    check(700, "ok");
    history.requested(List.of(TOKEN), nanos(800));
    check(900, "token_revoked");
    HistoryChecker.Findings findings = judge();
    assertThat(findings.needless()).isEqualTo(2);
    assertThat(findings.goodChecks()).isEqualTo(3);
  }

  @Test
  void asksNothingOfARevocationThatWasNeverAcknowledged() {
    history.requested(List.of(TOKEN), nanos(1_000));
    check(9_000, "ok");
    assertThat(judge().wrong()).isEmpty();
  }

  private void revoke(long acknowledgedMillis) {
    revoke(TOKEN, "session", acknowledgedMillis);
  }

  private void revoke(int token, String type, long acknowledgedMillis) {
    history.requested(List.of(token), nanos(acknowledgedMillis - 10));
    history.acknowledged(List.of(token), type, nanos(acknowledgedMillis));
  }

  private void check(long begunMillis, String code) {
    history.checked(at("a", BOUND, begunMillis, code));
  }

  private void age(long begunMillis, double seconds) {
    history.read(new Age("a", Mode.REPLICA, nanos(begunMillis), nanos(begunMillis), seconds));
  }

  private HistoryChecker.Findings judge() {
    return HistoryChecker.judge(history, List.of("a"));
  }

  private static Check at(String server, Bound bound, long begunMillis, String code) {
    return at(TOKEN, server, bound, begunMillis, code);
  }

  private static Check at(int token, String server, Bound bound, long begunMillis, String code) {
    return new Check(token, true, server, bound, nanos(begunMillis), nanos(begunMillis + 1), code);
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
