package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import java.io.IOException;
import java.util.List;

/** Revoking a session and all of a user, timed at Envoy from the acknowledgement. */
final class Revocations {
  // The promise without a fault is 50 ms at the 99th percentile; a busy machine gets more patience.
  private static final long PATIENCE_MILLIS = 2_000;

  private final Scene scene;

  Revocations(Scene scene) {
    this.scene = scene;
  }

  List<Step> steps() {
    return List.of(
        new Step("revoke the session", this::revokeTheSession),
        new Step("refresh the revoked session", this::refreshTheRevoked),
        new Step("revoke all of the user", this::revokeTheUser),
        new Step("log in again", this::logInAgain));
  }

  private String revokeTheSession() throws StepFailed, IOException, InterruptedException {
    Tokens held = scene.person().held();
    Answer acknowledged = scene.callers().admin().revoke("session", held.session());
    long begun = System.nanoTime();
    StepFailed.unlessStatus("the revocation", 200, acknowledged);
    int allowed = callsUntilRefused(held.access(), begun);
    return "first refusal at Envoy %s after the acknowledgement (%d calls passed before it)"
        .formatted(Figures.millisSince(begun), allowed);
  }

  private String refreshTheRevoked() throws StepFailed, IOException, InterruptedException {
    Answer answer = scene.callers().tokens().refresh(scene.person().held().refresh());
    StepFailed.unlessRefused("the refresh", 400, "invalid_grant", answer);
    return "%s in %s".formatted(answer.summary(), Figures.millis(answer.elapsedMillis()));
  }

  private String revokeTheUser() throws StepFailed, IOException, InterruptedException {
    scene.person().logIn(scene.callers().tokens());
    String first = scene.person().held().access();
    scene.person().logIn(scene.callers().tokens());
    Tokens second = scene.person().held();
    Answer acknowledged = scene.callers().admin().revoke("user", second.subject());
    long begun = System.nanoTime();
    StepFailed.unlessStatus("the revocation", 200, acknowledged);
    callsUntilRefused(second.access(), begun);
    String after = Figures.millisSince(begun);
    StepFailed.unlessRefused(
        "the other session", 401, "token_revoked", scene.callers().edge().call("/hello", first));
    return "two sessions refused, the first %s after the acknowledgement".formatted(after);
  }

  private String logInAgain() throws StepFailed, IOException, InterruptedException {
    Answer answer = scene.person().logIn(scene.callers().tokens());
    StepFailed.unlessStatus(
        "GET /hello", 200, scene.callers().edge().call("/hello", scene.person().held().access()));
    return "200 in %s, works at once".formatted(Figures.millis(answer.elapsedMillis()));
  }

  /** Calls in a tight loop; returns how many calls still passed. */
  private int callsUntilRefused(String token, long begunNanos)
      throws StepFailed, IOException, InterruptedException {
    for (int passed = 0; ; passed++) {
      Answer answer = scene.callers().edge().call("/hello", token);
      if (answer.status() != 200) {
        StepFailed.unlessRefused("GET /hello", 401, "token_revoked", answer);
        return passed;
      }
      StepFailed.unless(
          System.nanoTime() - begunNanos < PATIENCE_MILLIS * 1_000_000,
          "still allowed %d ms after the acknowledgement".formatted(PATIENCE_MILLIS));
    }
  }
}
