package io.portcullis.quickstart.endtoend;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Envoy says to the tokens of a trial, at once and once the bound has passed. */
final class TrialTokens {
  private static final int TRIES = 200;
  private static final long RETRY_MILLIS = 50;

  private final Trial trial;
  private final Edge edge;
  private final History history;

  TrialTokens(Trial trial, Edge edge, History history) {
    this.trial = trial;
    this.edge = edge;
    this.history = history;
    trial.covered().forEach(token -> history.acknowledged(token, trial.acknowledgedNanos()));
  }

  Trial trial() {
    return trial;
  }

  /** Asks for each covered token; only the history says whether a yes came too late. */
  void askAtOnce() throws IOException, InterruptedException {
    for (String token : trial.covered()) {
      ask(token);
    }
  }

  /** Asks for each token later than the bound, until Envoy decides; what is wrong, in words. */
  List<String> askBeyond(long boundMillis) throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    if (trial.isRevoked()) {
      awaitBound(boundMillis);
    }
    for (String token : trial.covered()) {
      expect(token, "401 token_revoked", wrong);
    }
    for (String token : trial.good()) {
      expect(token, "200", wrong);
    }
    return wrong;
  }

  private void awaitBound(long boundMillis) throws InterruptedException {
    long endNanos = trial.acknowledgedNanos() + TimeUnit.MILLISECONDS.toNanos(boundMillis + 1);
    TimeUnit.NANOSECONDS.sleep(Math.max(0, endNanos - System.nanoTime()));
  }

  private void expect(String token, String expected, List<String> wrong)
      throws IOException, InterruptedException {
    Answer answer = ask(token);
    for (int tried = 1; answer.status() == 503 && tried < TRIES; tried++) {
      Thread.sleep(RETRY_MILLIS);
      answer = ask(token);
    }
    if (!answer.summary().equals(expected)) {
      wrong.add(trial + ": Envoy says " + answer.summary() + ", not " + expected);
    }
  }

  private Answer ask(String token) throws IOException, InterruptedException {
    long begunNanos = System.nanoTime();
    Answer answer = edge.call("/hello", token);
    history.answered(token, begunNanos, answer);
    return answer;
  }
}
