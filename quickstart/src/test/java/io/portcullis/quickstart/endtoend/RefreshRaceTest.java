package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.system.SystemPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RefreshRaceTest {
  private static final int SESSIONS = 10;
  private static final int TABS = 16;

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
