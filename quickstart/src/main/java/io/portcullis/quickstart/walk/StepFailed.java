package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;

/** A step did not do what it promises; the message says what was expected and what came. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }

  /** Fails unless the answer has this status. */
  static void unlessStatus(String what, int expected, Answer answer) throws StepFailed {
    unless(
        answer.status() == expected,
        "%s: expected %d, got %s".formatted(what, expected, answer.summary()));
  }

  /** Fails unless the answer is this refusal. */
  static void unlessRefused(String what, int status, String code, Answer answer) throws StepFailed {
    unless(
        answer.status() == status && answer.code().equals(code),
        "%s: expected %d %s, got %s".formatted(what, status, code, answer.summary()));
  }

  static void unless(boolean holds, String sentence) throws StepFailed {
    if (!holds) {
      throw new StepFailed(sentence);
    }
  }
}
