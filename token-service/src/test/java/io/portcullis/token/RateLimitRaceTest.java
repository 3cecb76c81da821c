package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.HttpCaller.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many calls that come at once: no more pass than there are permits, and no more pay than must. */
class RateLimitRaceTest {
  @RegisterExtension
  static final SharedFixture<TokenServiceFixture> SERVICE =
      SharedFixture.of(() -> TokenServiceFixture.start(RateLimitRaceTest::limited));

  private static final int CALLERS = 16;

  private HttpCaller open;

  private static String limited(String config) {
    return config.replaceFirst(
        "rate: \\{[^}]*}",
        "rate: {login_per_address: 0, login_per_user: 0, refresh_per_session: 2,"
            + " revoke_per_caller: 2}");
  }

  @BeforeEach
  void connect() {
    open = SERVICE.get().open();
  }

  @Test
  void ofManyRefreshesOnlyTheOneThatRotatesCosts() throws Exception {
    String first = SERVICE.get().openSession("portcullis-app", "ada");
    double before = permitsTaken();
    List<Answer> answers = atOnce(() -> open.refresh(first));
    String second = answers.getFirst().text("refresh_token");

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.text("refresh_token")).isEqualTo(second));
    assertThat(permitsTaken()).isEqualTo(before + 1);
  }

  @Test
  void ofRefreshesThatKeepTheirTokenNoMorePassThanMay() throws Exception {
    String token = SERVICE.get().openSession("steady", "ada");

    assertNoMorePassThanMay(() ->
        open.postFormAs(
            "steady",
            TokenServiceFixture.DEMO_SECRET,
            "/oauth2/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            token));
  }

  @Test
  void ofRevocationsNoMorePassThanMay() throws Exception {
    assertNoMorePassThanMay(
        () -> open.postForm("/oauth2/revoke", "client_id", "portcullis-app", "token", "unknown"));
  }

  // Two, and two of the instance's own where a busy machine's Redis answers too late.
  private static void assertNoMorePassThanMay(Callable<Answer> call) throws Exception {
    List<Answer> answers = atOnce(call);

    assertThat(answers).extracting(Answer::status).containsOnly(200, 429);
    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(2, 4);
  }

  private static List<Answer> atOnce(Callable<Answer> call) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : threads.invokeAll(Collections.nCopies(CALLERS, call))) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static double permitsTaken() {
    return SERVICE
        .get()
        .metric("portcullis_rate_limit_total{limit=\"refresh_per_session\",outcome=\"allowed\"}");
  }
}
