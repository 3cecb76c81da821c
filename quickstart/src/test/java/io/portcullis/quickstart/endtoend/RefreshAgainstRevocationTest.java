package io.portcullis.quickstart.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.quickstart.walk.Callers;
import io.portcullis.testkit.Soak;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Refreshes against revocations of the session, the user, one token, or the refresh token itself,
 * through all that stands between a client and Envoy's answer.
 */
@Tag(Soak.TAG)
final class RefreshAgainstRevocationTest {
  private static final int TRIALS = Soak.times(500, 10_000);

  /** Its tokens must outlive the wait for the bound. */
  private static final int BATCH = 250;

  /** At a time: what two processors bear without all of it being queues. */
  private static final int PARALLEL = 8;

  /** S of {@link SystemFixture#LEAST_STALENESS}, and ε. */
  private static final long BOUND_MILLIS = 2_000 + 1_000;

  /** Fewer collisions than one in so many trials would show no race. */
  private static final int COLLISIONS_ONE_IN = 4;

  @RegisterExtension
  static final SharedSystem SYSTEM = SharedSystem.with(SystemFixture.LEAST_STALENESS);

  private final History history = new History();
  private final List<Trial> trials = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  @Test
  @SuppressWarnings("SystemOut") // the figures
  void noTokenOutlivesItsRevocationAndNoHonestUserIsLoggedOut() throws Exception {
    long begunNanos = System.nanoTime();
    try (StoredSessions sessions = StoredSessions.of(SYSTEM.get().system())) {
      for (int first = 0; first < TRIALS; first += BATCH) {
        run(first, Math.min(first + BATCH, TRIALS), sessions);
      }
    }
    wrong.addAll(history.yesBeyond(BOUND_MILLIS));
    long collisions = trials.stream().filter(Trial::collided).count();
    System.out.printf(
        "%d trials in %.0f s, %d collided, tokens handed out after the acknowledgement %s; %d calls"
            + " through Envoy, latest yes %d ms after it%n",
        TRIALS,
        (System.nanoTime() - begunNanos) / 1e9,
        collisions,
        trials.stream()
            .filter(Trial::outran)
            .collect(Collectors.groupingBy(Trial::rival, TreeMap::new, Collectors.counting())),
        history.size(),
        history.latestYesMillis());
    assertThat(wrong).isEmpty();
    assertThat(collisions).isGreaterThan(TRIALS / COLLISIONS_ONE_IN);
  }

  private void run(int from, int to, StoredSessions sessions) throws Exception {
    Callers callers = SYSTEM.get().callers();
    List<TrialTokens> batch =
        inParallel(
            IntStream.range(from, to)
                .<Callable<TrialTokens>>mapToObj(number -> () -> runOne(number, callers, sessions))
                .toList());
    inParallel(
            batch.stream()
                .<Callable<List<String>>>map(tokens -> () -> tokens.askBeyond(BOUND_MILLIS))
                .toList())
        .forEach(wrong::addAll);
    for (TrialTokens tokens : batch) {
      wrong.addAll(tokens.trial().wrong());
      trials.add(tokens.trial());
    }
  }

  private TrialTokens runOne(int number, Callers callers, StoredSessions sessions)
      throws Exception {
    Trial trial = Trial.race(number, callers, sessions);
    TrialTokens tokens = new TrialTokens(trial, callers.edge(), history);
    tokens.askAtOnce();
    trial.refreshOnceMore();
    return tokens;
  }

  private static <T> List<T> inParallel(Collection<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(PARALLEL)) {
      for (Future<T> result : executor.invokeAll(tasks)) {
        results.add(result.get());
      }
    }
    return results;
  }
}
