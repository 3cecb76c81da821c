package io.portcullis.token.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.DynamoDbLocal;
import io.portcullis.testkit.SharedFixture;
import io.portcullis.token.session.RotationResult.Refused;
import io.portcullis.token.session.RotationResult.Replayed;
import io.portcullis.token.session.RotationResult.Reused;
import io.portcullis.token.session.RotationResult.Rotated;
import io.portcullis.token.session.RotationResult.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class ParallelRefreshTest {
  private static final Logger LOG = LoggerFactory.getLogger(ParallelRefreshTest.class);

  @RegisterExtension
  static final SharedFixture<DynamoDbLocal> DYNAMO = SharedFixture.of(DynamoDbLocal::lend);

  private static final int SESSIONS = 50;
  private static final int CALLERS = 64;

  @Test
  void leaveExactlyOneSuccessorPerSession() throws Exception {
    AtomicInteger rotated = new AtomicInteger();
    AtomicInteger replayed = new AtomicInteger();
    try (SessionBench bench = new SessionBench(DYNAMO.get(), SessionBench.keyLine("k1", 1))) {
      long start = System.nanoTime();
      for (int i = 0; i < SESSIONS; i++) {
        SessionDraft opened = bench.open("u" + i);
        Set<String> successors = ConcurrentHashMap.newKeySet();
        for (RotationResult result : together(() -> bench.rotate(opened.refreshToken()))) {
          successors.add(
              switch (result) {
                case Rotated(Session session, RefreshToken token) -> counted(rotated, token);
                case Replayed(Session session, RefreshToken token) -> counted(replayed, token);
                case RotationResult.Kept kept -> throw new AssertionError(kept);
                case Refused refused -> throw new AssertionError(refused);
                case Reused reused -> throw new AssertionError(reused);
                case Unavailable unavailable -> throw new AssertionError(unavailable);
              });
        }
        assertThat(successors).hasSize(1);
      }
      LOG.info(
          "{}: {}",
          "refreshes/s, 64 callers",
          "%.0f".formatted(SESSIONS * CALLERS / seconds(start)));
    }
    assertThat(rotated).hasValue(SESSIONS);
    assertThat(replayed).hasValue(SESSIONS * (CALLERS - 1));
  }

  @Test
  void racingTheEndOfTheSessionNeverBringItBack() throws Exception {
    try (SessionBench bench = new SessionBench(DYNAMO.get(), SessionBench.keyLine("k1", 1))) {
      for (int i = 0; i < 50; i++) {
        SessionDraft opened = bench.open("r" + i);
        TransactWriteItem ending = bench.store.ending(opened.session().sid()).action();
        AtomicInteger turn = new AtomicInteger();
        together(() -> {
          if (turn.getAndIncrement() == CALLERS / 2) {
            bench.connection().client().transactWriteItems(b -> b.transactItems(ending));
          }
          return bench.rotate(opened.refreshToken());
        });
        assertThat(bench.rotate(opened.refreshToken())).isEqualTo(new Refused(RefusalReason.ENDED));
      }
    }
  }

  private static String counted(AtomicInteger counter, RefreshToken token) {
    counter.incrementAndGet();
    return token.value();
  }

  private static List<RotationResult> together(Callable<RotationResult> call)
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RotationResult>> futures = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        futures.add(
            callers.submit(() -> {
              start.await();
              return call.call();
            }));
      }
      start.countDown();
      List<RotationResult> results = new ArrayList<>();
      for (Future<RotationResult> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
