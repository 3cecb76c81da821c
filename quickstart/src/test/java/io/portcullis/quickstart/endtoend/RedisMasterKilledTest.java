package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.proto.revocation.RevocationKeys;
import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.testkit.RedisClusterFixture;
import io.portcullis.testkit.RedisNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisMasterKilledTest {
  private static final int SESSIONS = 300;
  private static final int LOGINS = 30;
  private static final long SEED = 1;
  private static final int KILL_AFTER = 100;
  // max_staleness 2 s and a clock error of 1 s.
  private static final long BOUND_MILLIS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final SharedSystem SYSTEM = SharedSystem.with(SystemFixture.LEAST_STALENESS);

  private @Nullable RedisNode killed;

  @Test
  void aMasterKilledDuringRevocationsLosesNoneAndOpensNothing() throws Exception {
    List<Tokens> sessions = openSessions();
    History history = new History();
    AtomicInteger acknowledged = new AtomicInteger();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> checks = executor.submit(() -> callTheRevoked(sessions, acknowledged, history));
      for (int i = 0; i < SESSIONS; i++) {
        if (i == KILL_AFTER) {
          killTheMaster();
        }
        revoke(sessions.get(i), history);
        acknowledged.incrementAndGet();
      }
      awaitAllRefused(sessions);
      checks.cancel(true);
    }
    assertThat(history.size()).isGreaterThan(SESSIONS);
    assertThat(history.yesBeyond(BOUND_MILLIS)).isEmpty();
  }

  /** Some of a user who is known, in that user's shard; the others go to the control shard. */
  private static List<Tokens> openSessions() throws Exception {
    List<Tokens> sessions = new ArrayList<>();
    while (sessions.size() < LOGINS) {
      sessions.add(SYSTEM.get().logIn());
    }
    while (sessions.size() < SESSIONS) {
      sessions.add(new Tokens(SYSTEM.get().system().tokens().mint(Instant.now()), ""));
    }
    Collections.shuffle(sessions, new Random(SEED));
    return sessions;
  }

  private void killTheMaster() {
    RedisClusterFixture redis = SYSTEM.get().system().stores().redis();
    RedisNode master = redis.masterOf(RevocationKeys.log(RevocationKeys.CONTROL_SHARD));
    redis.kill(master);
    killed = master;
  }

  @AfterEach
  void restartTheKilled() {
    RedisClusterFixture redis = SYSTEM.get().system().stores().redis();
    if (killed != null) {
      redis.restart(killed);
      redis.awaitHealthy(PATIENCE);
    }
  }

  private static void revoke(Tokens session, History history) throws Exception {
    Answer answer = SYSTEM.get().callers().admin().revoke("session", session.session());
    assertThat(answer.status()).as(answer.summary()).isEqualTo(200);
    history.acknowledged(session.access());
  }

  /** Calls with the revoked tokens, the newest most often, until interrupted. */
  private static Void callTheRevoked(
      List<Tokens> sessions, AtomicInteger acknowledged, History history) throws Exception {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      int revoked = acknowledged.get();
      if (revoked > 0) {
        call(sessions.get(i % 2 == 0 ? revoked - 1 : i % revoked).access(), history);
      }
    }
    return null;
  }

  private static Answer call(String token, History history) throws Exception {
    long begunNanos = System.nanoTime();
    Answer answer = SYSTEM.get().callers().edge().call("/hello", token);
    history.answered(token, begunNanos, answer);
    return answer;
  }

  private static void awaitAllRefused(List<Tokens> sessions) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Tokens session : sessions) {
      Answer answer = SYSTEM.get().callers().edge().call("/hello", session.access());
      while (!answer.code().equals("token_revoked")) {
        assertThat(System.nanoTime()).as(answer.summary()).isLessThan(deadline);
        Thread.sleep(20);
        answer = SYSTEM.get().callers().edge().call("/hello", session.access());
      }
    }
  }
}
