package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Edge;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Credentials that are missing or wrong. */
final class Refusals {
  private final Scene scene;
  private final Edge edge;

  Refusals(Scene scene) {
    this.scene = scene;
    this.edge = scene.callers().edge();
  }

  List<Step> steps() {
    return List.of(
        new Step("call without a token", this::noToken),
        new Step("call with a tampered token", this::tamperedToken),
        new Step("call with an expired token", this::expiredToken));
  }

  private String noToken() throws StepFailed, IOException, InterruptedException {
    Answer answer = edge.callAnonymously("/hello", Map.of("x-user-id", "victim"));
    return refused(answer, "credential_missing");
  }

  private String tamperedToken() throws StepFailed, IOException, InterruptedException {
    Answer answer = edge.call("/hello", scene.person().held().tampered());
    return refused(answer, "token_invalid");
  }

  private String expiredToken() throws StepFailed, IOException, InterruptedException {
    Answer answer = edge.call("/hello", scene.expiredToken().get());
    return refused(answer, "token_expired");
  }

  private static String refused(Answer answer, String code) throws StepFailed {
    StepFailed.unlessRefused("GET /hello", 401, code, answer);
    return "%s in %s".formatted(answer.summary(), Figures.millis(answer.elapsedMillis()));
  }
}
