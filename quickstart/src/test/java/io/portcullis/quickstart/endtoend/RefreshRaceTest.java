package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.SystemPlan;
import io.portcullis.quickstart.walk.Callers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RefreshRaceTest {
  private static final int SESSIONS = 10;
  private static final int TABS = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @RegisterExtension static final SharedSystem SYSTEM = SharedSystem.with(SystemPlan.DEMO_POLICIES);

  @Test
  void parallelRefreshesOfOneTokenAllGetTheSameSuccessor() throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      Tokens before = SYSTEM.get().logIn();
      List<Answer> answers = refreshInParallel(before.refresh());
      assertThat(answers).allMatch(answer -> answer.status() == 200);
      assertThat(answers)
          .extracting(answer -> Tokens.of(answer).refresh())
          .hasSize(TABS)
          .doesNotContain(before.refresh())
          .containsOnly(Tokens.of(answers.getFirst()).refresh());
    }
  }

  @Test
  void accessTokensOfAllTheRacersPassEnvoy() throws Exception {
    List<Answer> answers = refreshInParallel(SYSTEM.get().logIn().refresh());
    for (Answer answer : answers) {
      assertThat(SYSTEM.get().callers().edge().call("/hello", Tokens.of(answer).access()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void threeTabsOfTenQuickRefreshesEachAllHoldTheOneLiveTokenInTheEnd() throws Exception {
    Tokens before = SYSTEM.get().logIn();
    Callable<String> tab = () -> refreshInARow(before.refresh());
    List<String> last = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> held : executor.invokeAll(Collections.nCopies(3, tab))) {
        last.add(held.get());
      }
    }
    Answer next = SYSTEM.get().callers().tokens().refresh(last.getFirst());
    assertThat(last)
        .allSatisfy(held ->
            assertThat(Tokens.of(SYSTEM.get().callers().tokens().refresh(held)).refresh())
                .isEqualTo(Tokens.of(next).refresh()));
  }

  @Test
  void anOldTokenAfterItsGraceEndsTheFamilyAtEnvoyToo() throws Exception {
    Callers callers = SYSTEM.get().callers();
    try (StoredSessions sessions = StoredSessions.of(SYSTEM.get().system())) {
      sessions.register("impatient", Duration.ZERO);
      String stolen = sessions.open("victim", "impatient");
      Tokens victims = Tokens.of(callers.tokens().refresh(stolen, "impatient"));
      Tokens bystander = SYSTEM.get().logIn();
      assertThat(callers.edge().call("/hello", victims.access()).status()).isEqualTo(200);

      Thread.sleep(5);
      assertThat(callers.tokens().refresh(stolen, "impatient").code()).isEqualTo("invalid_grant");
      assertThat(callers.tokens().refresh(victims.refresh(), "impatient").code())
          .isEqualTo("invalid_grant");
      awaitRevoked(callers.edge(), victims.access());
      assertThat(callers.edge().call("/hello", bystander.access()).status()).isEqualTo(200);
    }
  }

  private static String refreshInARow(String first) throws Exception {
    String token = first;
    for (int i = 0; i < 10; i++) {
      Answer answer = SYSTEM.get().callers().tokens().refresh(token);
      assertThat(answer.status()).isEqualTo(200);
      token = Tokens.of(answer).refresh();
    }
    return token;
  }

  private static void awaitRevoked(Edge edge, String token) throws Exception {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    Answer answer = edge.call("/hello", token);
    while (answer.status() == 200 && System.nanoTime() < endNanos) {
      answer = edge.call("/hello", token);
    }
    assertThat(answer.code()).isEqualTo("token_revoked");
  }

  private static List<Answer> refreshInParallel(String refreshToken) throws Exception {
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < TABS; i++) {
      calls.add(() -> SYSTEM.get().callers().tokens().refresh(refreshToken));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : executor.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }
}
