package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.testkit.ServerProcess;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PausedServerTest {
  private static final int CALLERS = 4;
  // Longer than max_staleness 2 s and a clock error of 1 s.
  private static final long PAUSE_MILLIS = 5_000;
  private static final long AFTER_MILLIS = 3_000;

  @RegisterExtension
  static final SharedSystem SYSTEM = SharedSystem.with(SystemFixture.LEAST_STALENESS);

  @Test
  void noAnswerAfterAPauseIsAYesForATokenRevokedDuringIt() throws Exception {
    SystemFixture system = SYSTEM.get();
    Tokens revoked = system.logIn();
    Tokens good = system.logIn();
    assertThat(status(revoked)).isEqualTo(200);
    History history = new History();
    ServerProcess server = system.system().servers().extAuthz();
    server.pause();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(system.callers().admin().revoke("session", revoked.session()).status())
          .isEqualTo(200);
      history.acknowledged(revoked.access());
      Thread.sleep(PAUSE_MILLIS);
      // Some of their calls are in the server's socket when it wakes up, before any news.
      for (int i = 0; i < CALLERS; i++) {
        Future<?> _ = executor.submit(() -> callFor(revoked.access(), history));
      }
      Thread.sleep(500);
      server.resume();
    }
    assertThat(history.yesBeyond(0)).isEmpty();
    assertThat(history.size()).isGreaterThan(CALLERS);
    assertThat(call(revoked).code()).isEqualTo("token_revoked");
    assertThat(status(good)).isEqualTo(200);
  }

  private static Void callFor(String token, History history) throws Exception {
    long end = System.nanoTime() + AFTER_MILLIS * 1_000_000;
    while (System.nanoTime() < end) {
      long begunNanos = System.nanoTime();
      Answer answer = SYSTEM.get().callers().edge().call("/hello", token);
      history.answered(token, begunNanos, answer);
    }
    return null;
  }

  private static int status(Tokens tokens) throws Exception {
    return call(tokens).status();
  }

  private static Answer call(Tokens tokens) throws Exception {
    return SYSTEM.get().callers().edge().call("/hello", tokens.access());
  }
}
