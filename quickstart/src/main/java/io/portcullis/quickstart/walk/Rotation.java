package io.portcullis.quickstart.walk;

import io.portcullis.quickstart.client.Answer;
import io.portcullis.quickstart.client.Tokens;
import java.io.IOException;
import java.util.List;

/** Refresh tokens: a new one at each use, and a retry that loses nobody. */
final class Rotation {
  private final Scene scene;
  private Tokens before = new Tokens("", "");

  Rotation(Scene scene) {
    this.scene = scene;
  }

  List<Step> steps() {
    return List.of(
        new Step("refresh", this::refresh),
        new Step("retry the old refresh token", this::retryTheOldOne));
  }

  private String refresh() throws StepFailed, IOException, InterruptedException {
    before = scene.person().held();
    Answer answer = scene.person().refresh(scene.callers().tokens());
    Tokens after = scene.person().held();
    StepFailed.unless(
        !after.refresh().equals(before.refresh()), "the refresh token was not rotated");
    StepFailed.unlessStatus(
        "GET /hello with the new token",
        200,
        scene.callers().edge().call("/hello", after.access()));
    return "200 in %s, the new token works".formatted(Figures.millis(answer.elapsedMillis()));
  }

  private String retryTheOldOne() throws StepFailed, IOException, InterruptedException {
    Answer answer = scene.callers().tokens().refresh(before.refresh());
    StepFailed.unlessStatus("the retry", 200, answer);
    StepFailed.unless(
        Tokens.of(answer).refresh().equals(scene.person().held().refresh()),
        "the retry gave another successor");
    return "200 in %s, the same successor".formatted(Figures.millis(answer.elapsedMillis()));
  }
}
