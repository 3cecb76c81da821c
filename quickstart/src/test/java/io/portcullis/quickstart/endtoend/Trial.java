package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import io.portcullis.quickstart.walk.Callers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * One session that several callers refresh, each a chain of its own, while a rival revokes. What
 * only time can tell - which tokens Envoy still lets through - is left to {@link TrialTokens}.
 */
final class Trial {
  private static final List<Rival> RIVALS = List.of(Rival.values());
  private static final int MAX_CALLERS = 3;
  private static final int MAX_STEPS = 2;
  private static final int MAX_DELAY_MILLIS = 20;
  private static final int TRIES = 100;
  private static final long RETRY_MILLIS = 50;

  private final int number;
  private final Rival rival;
  private final Random random;
  private final Callers callers;
  private final Tokens held;
  private final ConcurrentLinkedQueue<Refresh> refreshes = new ConcurrentLinkedQueue<>();
  private volatile long orderedNanos = Long.MAX_VALUE;
  private volatile long acknowledgedNanos = Long.MAX_VALUE;

  private record Refresh(long begunNanos, long endedNanos, Answer answer) {
    boolean granted() {
      return answer.status() == 200;
    }
  }

  private Trial(int number, Callers callers, Tokens held) {
    this.number = number;
    this.rival = RIVALS.get(number % RIVALS.size());
    this.random = new Random(number);
    this.callers = callers;
    this.held = held;
  }

  /** Runs a race to its end; the trial's number decides who does what, and when. */
  static Trial race(int number, Callers callers, StoredSessions sessions) throws Exception {
    Answer first = decided(callers, sessions.open("trial-" + number));
    Trial trial = new Trial(number, callers, Tokens.of(first));
    trial.race();
    return trial;
  }

  /** By the newest token there is; its answer is judged with all others. */
  void refreshOnceMore() throws IOException, InterruptedException {
    refresh(newest().refresh());
  }

  /** What went wrong at the token service, in words. */
  List<String> wrong() {
    return refreshes.stream().flatMap(this::wrong).toList();
  }

  Rival rival() {
    return rival;
  }

  boolean isRevoked() {
    return acknowledgedNanos != Long.MAX_VALUE;
  }

  long acknowledgedNanos() {
    return acknowledgedNanos;
  }

  /** Access tokens that the revocation covers. */
  List<String> covered() {
    return switch (rival) {
      case NOBODY -> List.of();
      case ACCESS_TOKEN -> List.of(held.access());
      case SESSION, USER, REFRESH_TOKEN ->
          Stream.concat(Stream.of(held.access()), refreshed()).toList();
    };
  }

  /** Access tokens that nobody has revoked. */
  List<String> good() {
    return switch (rival) {
      case NOBODY -> Stream.concat(Stream.of(held.access()), refreshed()).toList();
      case ACCESS_TOKEN -> refreshed().toList();
      case SESSION, USER, REFRESH_TOKEN -> List.of();
    };
  }

  /** Whether some refresh and the revocation were under way at the same time. */
  boolean collided() {
    return refreshes.stream()
        .anyMatch(refresh ->
            refresh.begunNanos() < acknowledgedNanos && refresh.endedNanos() > orderedNanos);
  }

  /** Whether a token was handed out after the acknowledgement, by a refresh begun before it. */
  boolean outran() {
    return refreshes.stream()
        .anyMatch(refresh ->
            rival.endsSession() && refresh.granted() && refresh.endedNanos() > acknowledgedNanos);
  }

  private void race() throws Exception {
    List<Callable<Void>> parties = new ArrayList<>();
    for (int caller = 1 + random.nextInt(MAX_CALLERS); caller > 0; caller--) {
      int steps = 1 + random.nextInt(MAX_STEPS);
      parties.add(() -> refreshInARow(steps));
    }
    if (rival != Rival.NOBODY) {
      int delayMillis = random.nextInt(MAX_DELAY_MILLIS);
      parties.add(() -> revokeAfter(delayMillis));
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> party : executor.invokeAll(parties)) {
        party.get();
      }
    }
  }

  private Void refreshInARow(int steps) throws IOException, InterruptedException {
    String token = held.refresh();
    for (int step = 0; step < steps; step++) {
      Answer answer = refresh(token);
      if (answer.status() != 200) {
        break;
      }
      token = Tokens.of(answer).refresh();
    }
    return null;
  }

  private Void revokeAfter(int delayMillis) throws IOException, InterruptedException {
    Thread.sleep(delayMillis);
    orderedNanos = System.nanoTime();
    Answer answer = rival.revoke(callers, held);
    for (int tried = 1; answer.status() == 503 && tried < TRIES; tried++) {
      Thread.sleep(RETRY_MILLIS);
      answer = rival.revoke(callers, held);
    }
    if (answer.status() != 200) {
      throw new IOException(rival + " is refused its revocation: " + answer.summary());
    }
    acknowledgedNanos = System.nanoTime();
    return null;
  }

  private Answer refresh(String token) throws IOException, InterruptedException {
    long begunNanos = System.nanoTime();
    Answer answer = decided(callers, token);
    refreshes.add(new Refresh(begunNanos, System.nanoTime(), answer));
    return answer;
  }

  /** Repeated while nothing is decided, as a client does on 503. */
  private static Answer decided(Callers callers, String token)
      throws IOException, InterruptedException {
    Answer answer = callers.tokens().refresh(token);
    for (int tried = 1; answer.status() == 503 && tried < TRIES; tried++) {
      Thread.sleep(RETRY_MILLIS);
      answer = callers.tokens().refresh(token);
    }
    return answer;
  }

  private Stream<String> wrong(Refresh refresh) {
    if (refresh.granted()) {
      return rival.endsSession() && refresh.begunNanos() > acknowledgedNanos
          ? Stream.of(this + ": refreshed after the acknowledgement")
          : Stream.empty();
    }
    boolean mayBeRefused = rival.endsSession() && refresh.endedNanos() > orderedNanos;
    return mayBeRefused && refresh.answer().code().equals("invalid_grant")
        ? Stream.empty()
        : Stream.of(this + ": an honest caller got " + refresh.answer().summary());
  }

  private Tokens newest() {
    return refreshes.stream()
        .filter(Refresh::granted)
        .reduce((one, later) -> later)
        .map(refresh -> Tokens.of(refresh.answer()))
        .orElse(held);
  }

  private Stream<String> refreshed() {
    return refreshes.stream()
        .filter(Refresh::granted)
        .map(refresh -> Tokens.of(refresh.answer()).access());
  }

  @Override
  public String toString() {
    return "trial " + number + " against " + rival;
  }
}
